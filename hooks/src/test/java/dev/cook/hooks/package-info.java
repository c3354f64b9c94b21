@NullMarked
package dev.cook.hooks;

import org.jspecify.annotations.NullMarked;
