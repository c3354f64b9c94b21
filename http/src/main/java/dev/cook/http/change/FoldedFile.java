package dev.cook.http.change;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Files that nobody writes by hand: they are listed with the others, and shown when somebody opens them. */
final class FoldedFile {
    private static final Set<String> LOCKS = Set.of(
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "cargo.lock",
            "composer.lock",
            "gemfile.lock",
            "go.sum",
            "poetry.lock",
            "pipfile.lock",
            "uv.lock",
            "flake.lock",
            "mix.lock",
            "pubspec.lock",
            "gradle.lockfile");

    private static final Pattern GENERATED =
            Pattern.compile(".*(\\.min\\.(js|css|mjs)|\\.(js|css|mjs)\\.map|\\.pb\\.go|_pb2\\.py|\\.g\\.dart|\\.snap)");

    private static final Pattern VENDORED =
            Pattern.compile("(.*/)?(vendor|node_modules|third_party|bower_components)/.*");

    private FoldedFile() {}

    /** Why a file is folded; empty: it is not. */
    static Optional<String> reason(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        if (LOCKS.contains(lower.substring(lower.lastIndexOf('/') + 1))) {
            return Optional.of("lock file");
        }
        if (VENDORED.matcher(lower).matches()) {
            return Optional.of("vendored");
        }
        return GENERATED.matcher(lower).matches() ? Optional.of("generated") : Optional.empty();
    }
}
