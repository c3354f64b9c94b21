package dev.cook.agents.backend;

import dev.cook.config.BackendSettings;
import dev.cook.config.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for a program where environments on this machine will, before there is one. */
public final class ProgramSearch {
    private ProgramSearch() {}

    /**
     * What there is to know of a program that such an environment does not find; empty where it does, or nobody can tell.
     *
     * @param program as it is called: a name, or a path
     * @param path the environment's PATH, where it has one of its own
     */
    public static Optional<String> missing(String program, Optional<String> path, BackendSettings.Local local) {
        if (program.startsWith("/")) {
            return found(Path.of(program), local)
                    ? Optional.empty()
                    : Optional.of(hidden(Path.of(program)).orElse("there is no program " + program));
        }
        if (program.contains("/") || program.contains("{")) {
            // Somewhere in the work tree, or known at its start only.
            return Optional.empty();
        }
        String searched = path.orElse(LocalBackend.PATH);
        List<Path> candidates = new ArrayList<>();
        for (String directory : searched.split(":")) {
            if (!directory.startsWith("/")) {
                return Optional.empty();
            }
            candidates.add(Path.of(directory, program));
        }
        if (candidates.stream().anyMatch(candidate -> found(candidate, local))) {
            return Optional.empty();
        }
        return Optional.of(candidates.stream()
                .flatMap(candidate -> hidden(candidate).stream())
                .findFirst()
                .orElse("there is no program " + program + " in " + searched));
    }

    private static boolean found(Path file, BackendSettings.Local local) {
        try {
            return isProgram(file) && isShown(file, local) && isShown(file.toRealPath(), local);
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Of a program that is there all the same. */
    private static Optional<String> hidden(Path file) {
        return isProgram(file)
                ? Optional.of("its sandbox does not show " + file + ", or what that links to")
                : Optional.empty();
    }

    private static boolean isShown(Path file, BackendSettings.Local local) {
        return local.sandbox() == Sandbox.NONE
                || Stream.concat(
                                SandboxCommand.SHOWN.stream().map(Path::of),
                                local.paths().stream().map(Path::normalize))
                        .anyMatch(file::startsWith);
    }
}
