@NullMarked
package dev.cook.http.terminal;

import org.jspecify.annotations.NullMarked;
