@NullMarked
package dev.cook.http.board;

import org.jspecify.annotations.NullMarked;
