@NullMarked
package dev.cook.http.change;

import org.jspecify.annotations.NullMarked;
