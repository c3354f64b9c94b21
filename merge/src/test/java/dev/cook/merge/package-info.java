@NullMarked
package dev.cook.merge;

import org.jspecify.annotations.NullMarked;
