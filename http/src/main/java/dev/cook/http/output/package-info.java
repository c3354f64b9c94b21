@NullMarked
package dev.cook.http.output;

import org.jspecify.annotations.NullMarked;
