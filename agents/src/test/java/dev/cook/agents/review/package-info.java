@NullMarked
package dev.cook.agents.review;

import org.jspecify.annotations.NullMarked;
