/** Compares commits for people: which files differ, and their lines, whatever somebody hostile made of them. */
@NullMarked
package dev.cook.git.diff;

import org.jspecify.annotations.NullMarked;
