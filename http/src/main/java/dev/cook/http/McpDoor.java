package dev.cook.http;

import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the address of agents' tools asks of the rest of Cook.
 *
 * @param caller whose bearer it is
 * @param speaks whether a client may say that it speaks this version of the protocol
 * @param longest bytes of a message
 */
public record McpDoor(
        Function<String, Optional<Caller.EnvironmentCaller>> caller,
        Predicate<String> speaks,
        int longest,
        Answering answering) {

    /** Where nobody has tools. */
    public static final McpDoor NONE =
            new McpDoor(_ -> Optional.empty(), _ -> true, 1, (_, _) -> new Reply(false, Optional.empty()));

    /** Answers one message. */
    public interface Answering {
        Reply answer(EnvironmentId caller, byte[] message) throws InterruptedException;
    }

    /**
     * An answer.
     *
     * @param understood whether it was a message at all
     * @param json empty: the message wants no answer
     */
    public record Reply(boolean understood, Optional<String> json) {}
}
