/** Cook's own PostgreSQL: unpacked, started, found again after a crash, and stopped. */
@NullMarked
package dev.cook.store.embedded;

import org.jspecify.annotations.NullMarked;
