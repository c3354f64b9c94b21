@NullMarked
package dev.cook.http.start;

import org.jspecify.annotations.NullMarked;
