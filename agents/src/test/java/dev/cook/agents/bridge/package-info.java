@NullMarked
package dev.cook.agents.bridge;

import org.jspecify.annotations.NullMarked;
