package dev.cook.domain.event;

import dev.cook.domain.Oid;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a push moved a ref.
 *
 * @param from where it stood; empty: it is new
 * @param to where it stands now; empty: it was deleted
 */
public record RefMove(Optional<Oid> from, Optional<Oid> to, String ref) {
    public RefMove {
        if (from.isEmpty() && to.isEmpty()) {
            throw new IllegalArgumentException(ref + " neither was nor is");
        }
        if (ref.isEmpty() || ref.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("'" + ref + "' is not the name of a ref");
        }
    }

    /** One a line, as git's push protocol has them: old id, new id, ref; an id of zeros stands for none. */
    static String print(List<RefMove> moves) {
        return moves.stream().map(RefMove::line).collect(Collectors.joining("\n"));
    }

    /** @throws IllegalArgumentException if a line is not of this form */
    static List<RefMove> parse(String lines) {
        return Arrays.stream(lines.split("\n")).map(RefMove::ofLine).toList();
    }

    private String line() {
        return id(from, to) + " " + id(to, from) + " " + ref;
    }

    private static String id(Optional<Oid> id, Optional<Oid> other) {
        return id.map(Oid::hex)
                .orElseGet(() -> "0".repeat(other.orElseThrow().hex().length()));
    }

    private static RefMove ofLine(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + line + "' is not 'old new ref'");
        }
        return new RefMove(id(parts[0]), id(parts[1]), parts[2]);
    }

    private static Optional<Oid> id(String hex) {
        return Optional.of(new Oid(hex)).filter(id -> !id.hex().matches("0+"));
    }
}
