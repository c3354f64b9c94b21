package dev.cook.store;

import dev.cook.domain.Text;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says in words for people why something failed, without the server's paths, queries and names of classes. */
public final class FailureReason {
    /** Longest of what a library says. */
    private static final int LONGEST = 300;

    /** Longest of what Cook says itself. */
    private static final int LONGEST_OWN = 1_000;

    /** Causes looked at: a chain may be a circle. */
    private static final int DEEPEST = 10;

    private static final Pattern DIRECTORY = Pattern.compile("/[^\\s:'\"]*/");

    private FailureReason() {}

    /** What whoever asked for something is told of its failure, over SSH, over HTTP and in a push. */
    public static String told(Throwable failure) {
        return Store.isUnreachable(failure)
                ? "the server cannot reach its database"
                : known(failure).orElse("internal error");
    }

    /** The reason, or that there is an internal error where only the log can tell. */
    static String of(Throwable failure) {
        return known(failure).orElse("an internal error");
    }

    /** The reason, where it is one that a person can do something about; empty: it is for the server's log alone. */
    public static Optional<String> known(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < DEEPEST && cause != null; i++) {
            Optional<String> known = ofOne(cause);
            if (known.isPresent()) {
                return known;
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Optional<String> ofOne(Throwable cause) {
        return switch (cause) {
            case WorkFailed said -> Optional.of(Text.shortened(Text.printable(said(said)), LONGEST_OWN));
            case OutOfMemoryError _ -> Optional.of("the work needs more memory than the server has");
            case StackOverflowError _ -> Optional.of("the data is nested more deeply than the server can follow");
            case AccessDeniedException _ ->
                Optional.of("the server may not read or write a file in its data directory");
            case NoSuchFileException _ -> Optional.of("a file is missing in the server's data directory");
            case FileSystemException disk ->
                Optional.of("the disk of the server refused: "
                        + Optional.ofNullable(disk.getReason()).orElse("no reason given"));
            case SQLException _ -> Optional.of("the server's database refused or does not answer");
            case IOException io -> Optional.of("the server could not read or write: " + shown(said(io)));
            default -> Optional.empty();
        };
    }

    private static String said(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElse("no reason given");
    }

    private static String shown(String message) {
        return Text.shortened(Text.printable(DIRECTORY.matcher(message).replaceAll("…/")), LONGEST);
    }
}
