/** The server's file, a repository's file and environment variables, read into checked records. */
@NullMarked
package dev.cook.config;

import org.jspecify.annotations.NullMarked;
