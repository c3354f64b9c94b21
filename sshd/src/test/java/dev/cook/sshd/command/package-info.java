@NullMarked
package dev.cook.sshd.command;

import org.jspecify.annotations.NullMarked;
