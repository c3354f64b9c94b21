@NullMarked
package dev.cook.http.palette;

import org.jspecify.annotations.NullMarked;
