package dev.cook.sshd;

import dev.cook.domain.Caller;
import java.util.List;

/** The seam between the transport and the commands: whoever brings words and streams can run what people type. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs one command to its end.
     *
     * @param caller who was proven to ask, as of now
     * @param words the command line without quotes; may be empty
     * @return the exit status
     */
    int run(Caller caller, List<String> words, CommandIo io) throws InterruptedException;
}
