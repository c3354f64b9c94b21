/** Where environments run: backends, what they launch, the scripts inside, and the ways out of a sandbox. */
@NullMarked
package dev.cook.agents.backend;

import org.jspecify.annotations.NullMarked;
