package dev.cook.hooks;

import dev.cook.domain.Text;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.jspecify.annotations.Nullable;

/** Tells what a client did wrong from what broke here: JGit throws both. */
public final class ClientMistakes {
    /** Longer messages repeat what the client sent. */
    private static final int LONGEST = 200;

    private ClientMistakes() {}

    /** What the client did wrong, fit to be shown to it; empty: it was not the client. */
    public static Optional<String> told(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = Text.printable(String.valueOf(cause.getMessage()));
            if (cause.getClass() == IOException.class && message.startsWith("Invalid packet line header")) {
                return Optional.of("the client does not speak git's protocol: " + Text.shortened(message, LONGEST));
            }
            if (cause instanceof UnsupportedOperationException) {
                // The one thing that JGit's server knows of and cannot do.
                return Optional.of(
                        "git fetch --deepen is not supported; use git fetch --depth=N or git fetch --unshallow");
            }
            if (cause instanceof PackProtocolException || cause instanceof ServiceMayNotContinueException) {
                return Optional.of(inOurWords(message));
            }
        }
        return Optional.empty();
    }

    private static String inOurWords(String message) {
        if (message.contains("wanted 'old new ref'")) {
            return "the push contains a command that is not 'OLD NEW REF' with two object ids and a full ref name; see"
                    + " git check-ref-format";
        }
        if (message.contains("receive.maxCommandBytes")) {
            return "the refs and options of this push have more than " + PushHooks.MOST_COMMAND_BYTES
                    + " bytes; push in parts";
        }
        return Text.shortened(message, LONGEST);
    }
}
