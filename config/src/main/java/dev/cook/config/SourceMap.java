package dev.cook.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a repository's files say what, for those who find later that something well formed cannot hold.
 *
 * @param spots by path, such as {@code gates}, the gate's name, {@code by}
 */
public record SourceMap(Map<List<String>, Spot> spots) {
    /** Of a configuration that nobody wrote. */
    static final SourceMap NONE = new SourceMap(Map.of());

    public SourceMap {
        spots = Map.copyOf(spots);
    }

    /**
     * A place in a file.
     *
     * @param file as the reader knows it
     * @param line counted from 1; 0 when lines mean nothing to whoever wrote it
     * @param label what messages call it, such as {@code [gates] by}
     */
    record Spot(String file, int line, int column, String label) {}

    /** A message about a place; where the file does not have it, about what it lies in. */
    public Problem problem(String message, String... path) {
        for (int depth = path.length; depth > 0; depth--) {
            Optional<Spot> spot = Optional.ofNullable(spots.get(List.of(path).subList(0, depth)));
            if (spot.isPresent()) {
                Spot at = spot.get();
                return new Problem(at.file(), at.line(), at.column(), at.label() + ": " + message);
            }
        }
        return Problem.of(RepoConfig.FILE, message);
    }

    /** Both; what they have in common is where the other says. */
    SourceMap with(SourceMap other) {
        Map<List<String>, Spot> all = new HashMap<>(spots);
        all.putAll(other.spots);
        return new SourceMap(all);
    }
}
