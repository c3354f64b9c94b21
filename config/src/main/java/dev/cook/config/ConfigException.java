package dev.cook.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; the message has one line for each problem, in the order of the file. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems, long unlisted) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n"))
                + (unlisted > 0 ? "\nand " + unlisted + " more" : ""));
        this.problems = List.copyOf(problems);
    }

    ConfigException(Problem problem) {
        this(List.of(problem), 0);
    }

    /** What is listed in the message; at most {@link Problems#LISTED}. */
    public List<Problem> problems() {
        return problems;
    }
}
