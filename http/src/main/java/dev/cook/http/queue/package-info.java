@NullMarked
package dev.cook.http.queue;

import org.jspecify.annotations.NullMarked;
