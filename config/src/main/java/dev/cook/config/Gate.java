package dev.cook.config;

import java.time.Duration;
import java.util.List;

/**
 * A named check that a repository asks for.
 *
 * @param command the arguments to execute; text given to a shell is already {@code sh -c TEXT} here
 */
public record Gate(String name, List<String> command, Duration timeout) {
    public Gate {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("the gate " + name + " has nothing to run");
        }
        command = List.copyOf(command);
    }
}
