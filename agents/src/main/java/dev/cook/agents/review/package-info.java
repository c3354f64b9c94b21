/** What people and reviewing agents say about lines of a branch's change, and how it reaches the branch's agent. */
@NullMarked
package dev.cook.agents.review;

import org.jspecify.annotations.NullMarked;
