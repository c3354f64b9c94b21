/** Measures Cook beside C git behind OpenSSH and git http-backend, on one machine in one run. */
@NullMarked
package dev.cook.bench;

import org.jspecify.annotations.NullMarked;
