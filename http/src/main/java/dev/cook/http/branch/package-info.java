@NullMarked
package dev.cook.http.branch;

import org.jspecify.annotations.NullMarked;
