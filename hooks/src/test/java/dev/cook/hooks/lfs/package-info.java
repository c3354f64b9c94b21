@NullMarked
package dev.cook.hooks.lfs;

import org.jspecify.annotations.NullMarked;
