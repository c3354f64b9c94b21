/** What a transfer of large files means: who calls, what they may, and what is wrong with a file. */
@NullMarked
package dev.cook.hooks.lfs;

import org.jspecify.annotations.NullMarked;
