/**
 * Reads what people look at in a repository: directories, files, histories. Whatever is read is bounded in size and in time, for
 * a push may hold anything.
 */
@NullMarked
package dev.cook.git.browse;

import org.jspecify.annotations.NullMarked;
