package dev.cook.agents.backend;

import dev.cook.domain.EnvironmentId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What makes environments in one place. What was made outlives the server; each method may be called again after a crash
 * at any point, and may block for as long as the place takes, within a limit of its own.
 */
public interface Backend {
    /**
     * Starts an environment's bootstrap, unless it runs already.
     *
     * @throws CannotLaunch if it cannot be made as it is configured
     */
    void launch(LaunchSpec spec);

    Life life(EnvironmentId id);

    /** Ends every process of an environment and removes all that it left, except what it reported or pushed, and a kept home. */
    void kill(EnvironmentId id);

    /** The environments of this server that are there, whether they run or only left something. */
    Set<EnvironmentId> list();

    /** Where its environments are: backends with equal places list each other's. */
    default Object place() {
        return this;
    }

    /** Whether its environments reach the server through a socket of {@link EnvironmentSockets}. */
    default boolean needsDoor() {
        return false;
    }

    /** Bytes of this machine's disk that an environment's files take; empty where nobody can say. */
    default OptionalLong disk(EnvironmentId id) {
        return OptionalLong.empty();
    }

    /** What environments of this place lack of what they are configured with, in words; known once one was launched. */
    default Optional<String> lacking() {
        return Optional.empty();
    }

    /** Which of the limits that are configured nothing holds here, and why; empty: all are held. */
    default Optional<String> notHeld() {
        return Optional.empty();
    }

    /** Why an environment is to be ended that used more than it may; empty where it did not, or nobody can say. */
    default Optional<String> overuse(EnvironmentId id) {
        return Optional.empty();
    }

    /** Keeps home directories, where it can. */
    default Optional<HomeStore> keeping() {
        return Optional.empty();
    }

    /**
     * Whether an environment lives.
     *
     * @param words the last that it said before it ended, for a person to read; empty while it runs
     */
    record Life(boolean running, String words) {
        public static final Life RUNNING = new Life(true, "");

        public static Life ended(String words) {
            return new Life(false, words);
        }
    }
}
