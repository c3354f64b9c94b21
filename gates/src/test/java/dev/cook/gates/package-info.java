@NullMarked
package dev.cook.gates;

import org.jspecify.annotations.NullMarked;
