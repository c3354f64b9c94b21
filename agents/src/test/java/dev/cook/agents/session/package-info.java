@NullMarked
package dev.cook.agents.session;

import org.jspecify.annotations.NullMarked;
