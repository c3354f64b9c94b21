@NullMarked
package dev.cook.agents.backend;

import org.jspecify.annotations.NullMarked;
