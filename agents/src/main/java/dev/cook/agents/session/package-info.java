/** Sessions and their turns: what an agent is told, what follows a turn, what it may use, and how it goes on after a loss. */
@NullMarked
package dev.cook.agents.session;

import org.jspecify.annotations.NullMarked;
