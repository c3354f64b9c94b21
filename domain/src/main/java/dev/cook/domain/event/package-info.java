@NullMarked
package dev.cook.domain.event;

import org.jspecify.annotations.NullMarked;
