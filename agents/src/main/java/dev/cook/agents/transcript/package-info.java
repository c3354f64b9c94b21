/** What agents report while they work, read into one model; and what of it must not be kept. */
@NullMarked
package dev.cook.agents.transcript;

import org.jspecify.annotations.NullMarked;
