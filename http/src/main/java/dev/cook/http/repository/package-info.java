/** What a repository holds, for people: its files at any ref, its history, its branches and tags. Nothing here changes anything. */
@NullMarked
package dev.cook.http.repository;

import org.jspecify.annotations.NullMarked;
