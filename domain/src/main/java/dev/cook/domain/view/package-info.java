/** What commands and the API say in JSON, each shape once. */
@NullMarked
package dev.cook.domain.view;

import org.jspecify.annotations.NullMarked;
