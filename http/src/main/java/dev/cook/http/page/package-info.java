@NullMarked
package dev.cook.http.page;

import org.jspecify.annotations.NullMarked;
