@NullMarked
package dev.cook.store;

import org.jspecify.annotations.NullMarked;
