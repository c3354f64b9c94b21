@NullMarked
package dev.cook.agents.testreport;

import org.jspecify.annotations.NullMarked;
