@NullMarked
package dev.cook.agents;

import org.jspecify.annotations.NullMarked;
