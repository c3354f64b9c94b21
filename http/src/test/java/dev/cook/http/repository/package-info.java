@NullMarked
package dev.cook.http.repository;

import org.jspecify.annotations.NullMarked;
