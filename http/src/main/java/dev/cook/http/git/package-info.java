@NullMarked
package dev.cook.http.git;

import org.jspecify.annotations.NullMarked;
