/** The connection of an environment that dialled home: its windows, what it hears, and the terminals of viewers. */
@NullMarked
package dev.cook.agents.bridge;

import org.jspecify.annotations.NullMarked;
