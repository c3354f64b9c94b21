@NullMarked
package dev.cook.http.api;

import org.jspecify.annotations.NullMarked;
