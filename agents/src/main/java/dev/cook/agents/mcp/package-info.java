/** The Model Context Protocol, as far as agents need it to find and call the tools of their session. */
@NullMarked
package dev.cook.agents.mcp;

import org.jspecify.annotations.NullMarked;
