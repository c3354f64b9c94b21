package dev.cook.domain;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A branch's name without {@code refs/heads/}, as git allows it and as a person can read it. */
public record BranchName(String value) {
    /** Longest name in bytes of UTF-8: with {@code refs/fossils/<n>/} before it, still a file name on every system. */
    public static final int LONGEST = 200;

    /** What {@code git check-ref-format} refuses in any place. */
    private static final Pattern FORBIDDEN = Pattern.compile("[ ~^:?*\\[\\\\]|\\.\\.|@\\{|//");

    /** What git takes for a commit before it looks for a branch. */
    private static final Pattern COMMITS = Pattern.compile("HEAD|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

    /** What people call the branch that the others land on, the likeliest first. */
    private static final List<String> USUAL = List.of("main", "master");

    public BranchName {
        problemOf(value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** Says what is wrong with a name, or nothing if it is fine. */
    public static Optional<String> problemOf(String value) {
        String shown = "'" + Text.shortened(Text.printable(value), 60) + "'";
        if (value.isEmpty()) {
            return Optional.of("a branch needs a name");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of(shown + " is longer than " + LONGEST + " bytes");
        }
        if (!Checks.isPlain(value)) {
            return Optional.of(shown + " holds control, zero-width or direction characters");
        }
        if (!Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
            return Optional.of(shown + " is not in Unicode's composed form (NFC), so it would look like another name");
        }
        if (FORBIDDEN.matcher(value).find() || value.startsWith("/") || value.endsWith("/") || value.equals("@")) {
            return Optional.of(shown + " is not a name that git allows");
        }
        if (COMMITS.matcher(value).matches()) {
            return Optional.of(shown + " is what git calls a commit, so nobody could name the branch");
        }
        for (String segment : value.split("/")) {
            if (segment.startsWith(".")
                    || segment.startsWith("-")
                    || segment.endsWith(".")
                    || segment.endsWith(".lock")) {
                return Optional.of(
                        shown + ": no part of a branch's name may start with '.' or '-', or end in '.' or '.lock'");
            }
        }
        return Optional.empty();
    }

    /** The one among some that is most likely meant by its name to be the default branch. */
    public static Optional<BranchName> mostUsual(Collection<BranchName> names) {
        return USUAL.stream().map(BranchName::new).filter(names::contains).findFirst();
    }

    public String ref() {
        return "refs/heads/" + value;
    }

    /** The branch that a full ref name stands for, if it stands for one. */
    public static Optional<BranchName> ofRef(String ref) {
        if (!ref.startsWith("refs/heads/")) {
            return Optional.empty();
        }
        String name = ref.substring("refs/heads/".length());
        return problemOf(name).isPresent() ? Optional.empty() : Optional.of(new BranchName(name));
    }

    @Override
    public String toString() {
        return value;
    }
}
