@NullMarked
package dev.cook.app;

import org.jspecify.annotations.NullMarked;
