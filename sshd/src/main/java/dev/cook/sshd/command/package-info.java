/** What people ask for over SSH: a class a command, and the views that they print. */
@NullMarked
package dev.cook.sshd.command;

import org.jspecify.annotations.NullMarked;
