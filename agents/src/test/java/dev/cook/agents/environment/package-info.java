@NullMarked
package dev.cook.agents.environment;

import org.jspecify.annotations.NullMarked;
