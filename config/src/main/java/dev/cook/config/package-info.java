@NullMarked
package dev.cook.config;

import org.jspecify.annotations.NullMarked;
