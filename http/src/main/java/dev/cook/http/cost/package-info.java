@NullMarked
package dev.cook.http.cost;

import org.jspecify.annotations.NullMarked;
