package dev.cook.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a session's environment keeps what is not pushed: hidden, one for each session, and moved by that session's own
 * key alone. The commit's tree is the work tree, its first parent the commit that was checked out; a second parent, if
 * there is one, holds what the agent itself remembers.
 */
public final class AutosaveRef {
    public static final String PREFIX = "refs/cook/autosave/";

    private static final Pattern NAME = Pattern.compile(PREFIX + "([1-9][0-9]{0,17})");

    private AutosaveRef() {}

    public static String of(SessionId session) {
        return PREFIX + session;
    }

    /** Whose it is; empty: it is no such ref. */
    public static Optional<SessionId> session(String ref) {
        Matcher name = NAME.matcher(ref);
        return name.matches() ? Optional.of(new SessionId(Long.parseLong(name.group(1)))) : Optional.empty();
    }
}
