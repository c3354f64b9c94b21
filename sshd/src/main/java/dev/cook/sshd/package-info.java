@NullMarked
package dev.cook.sshd;

import org.jspecify.annotations.NullMarked;
