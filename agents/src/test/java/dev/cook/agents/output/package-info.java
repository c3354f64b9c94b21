@NullMarked
package dev.cook.agents.output;

import org.jspecify.annotations.NullMarked;
