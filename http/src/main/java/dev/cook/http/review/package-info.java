/** Comments on a branch's change in a browser: where they stand, and the forms that write, send and resolve them. */
@NullMarked
package dev.cook.http.review;

import org.jspecify.annotations.NullMarked;
