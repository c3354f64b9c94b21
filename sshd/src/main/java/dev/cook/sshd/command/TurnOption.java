package dev.cook.sshd.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** One turn of a session instead of all. */
final class TurnOption {
    @Option(names = "--turn", paramLabel = "N", description = "Only this turn.")
    private Optional<Integer> number = Optional.empty();

    Optional<Integer> number() {
        return number;
    }

    /** Whether a turn is asked for. */
    boolean includes(int turn) {
        return number.isEmpty() || turn == number.get();
    }
}
