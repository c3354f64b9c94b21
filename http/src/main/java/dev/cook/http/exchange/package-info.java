@NullMarked
package dev.cook.http.exchange;

import org.jspecify.annotations.NullMarked;
