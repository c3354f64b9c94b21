/** The JSON API of branches, queues and costs: each operation is declared once, and answered and documented from that. */
@NullMarked
package dev.cook.http.rest;

import org.jspecify.annotations.NullMarked;
