@NullMarked
package dev.cook.git;

import org.jspecify.annotations.NullMarked;
