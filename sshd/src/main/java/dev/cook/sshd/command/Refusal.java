package dev.cook.sshd.command;

import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;

/** Ends a command, and the transaction it is in, with something to tell the person who typed it. */
final class Refusal extends RuntimeException {
    private final ExitCode code;
    private final String wrong;
    private final String wayOut;

    /** @param wayOut what to do about it; may be empty */
    Refusal(ExitCode code, String wrong, String wayOut) {
        super(wrong, null, false, false);
        this.code = code;
        this.wrong = wrong;
        this.wayOut = wayOut;
    }

    static Refusal usage(String wrong, String wayOut) {
        return new Refusal(ExitCode.USAGE, wrong, wayOut);
    }

    static Refusal noRepo(String name) {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no repository '" + shown(name) + "', or no access to it",
                "list your repositories: repo list");
    }

    static Refusal noAccount(String name) {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no account '" + shown(name) + "'",
                "a site admin can create one: account create NAME");
    }

    ExitCode code() {
        return code;
    }

    String wrong() {
        return wrong;
    }

    String wayOut() {
        return wayOut;
    }

    private static String shown(String text) {
        return Text.shortened(Text.printable(text), 100);
    }
}
