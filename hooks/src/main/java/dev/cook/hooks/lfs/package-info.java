/** What a transfer of large files means: who calls, what they may, and what is wrong with a file. */
@org.jspecify.annotations.NullMarked
package dev.cook.hooks.lfs;
