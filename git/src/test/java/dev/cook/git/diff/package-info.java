@NullMarked
package dev.cook.git.diff;

import org.jspecify.annotations.NullMarked;
