@NullMarked
package dev.cook.domain;

import org.jspecify.annotations.NullMarked;
