/** What jobs write, live and reported: bounded, with secrets struck out, counted and kept. */
@NullMarked
package dev.cook.agents.output;

import org.jspecify.annotations.NullMarked;
