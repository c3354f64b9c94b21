@NullMarked
package dev.cook.http.account;

import org.jspecify.annotations.NullMarked;
