/** What the tests of a gate came to, read from the files that they wrote. Files of a branch: hostile until read. */
@NullMarked
package dev.cook.agents.testreport;

import org.jspecify.annotations.NullMarked;
