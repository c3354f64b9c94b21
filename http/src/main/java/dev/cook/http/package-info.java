@NullMarked
package dev.cook.http;

import org.jspecify.annotations.NullMarked;
