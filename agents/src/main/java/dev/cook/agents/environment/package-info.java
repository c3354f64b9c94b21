/** The controllers that launch environments, watch them, and end them. */
@NullMarked
package dev.cook.agents.environment;

import org.jspecify.annotations.NullMarked;
