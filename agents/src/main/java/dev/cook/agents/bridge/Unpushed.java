package dev.cook.agents.bridge;

import dev.cook.domain.EnvironmentId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Asks environments what would be lost with them, and to save it: only they see their work trees. */
public final class Unpushed {
    /** A client of the tools waits a minute; git looks through a big work tree in a few seconds. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    /** To save takes as long as to send what changed. */
    private static final Duration SAVE_LIMIT = Duration.ofSeconds(45);

    private final Bridges bridges;
    private final SecureRandom numbers = new SecureRandom();
    private final Map<Long, Question> open = new ConcurrentHashMap<>();

    private record Question(EnvironmentId environment, CompletableFuture<String> answer) {}

    public Unpushed(Bridges bridges) {
        this.bridges = bridges;
    }

    /** In words for the agent; an empty text: nothing would be lost; nothing: the environment does not say. */
    public Optional<String> of(EnvironmentId environment) throws InterruptedException {
        Optional<Bridge> bridge = bridges.await(environment, ANSWER_LIMIT);
        return bridge.isEmpty() ? Optional.empty() : asked(environment, bridge.get()::askForUnpushed, ANSWER_LIMIT);
    }

    /** Lets an environment save what is not pushed; says whether it did. */
    public boolean save(EnvironmentId environment) {
        try {
            Optional<Bridge> bridge = bridges.of(environment);
            return bridge.isPresent()
                    && asked(environment, bridge.get()::askToSave, SAVE_LIMIT).isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<String> asked(EnvironmentId environment, LongConsumer how, Duration limit)
            throws InterruptedException {
        long number = numbers.nextLong(1, Long.MAX_VALUE);
        Question question = new Question(environment, new CompletableFuture<>());
        open.put(number, question);
        try {
            how.accept(number);
            return Optional.of(question.answer().get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (BridgeClosed | TimeoutException | ExecutionException e) {
            return Optional.empty();
        } finally {
            open.remove(number);
        }
    }

    /** An environment answers; false if it was not asked, or too long ago. */
    public boolean answer(EnvironmentId environment, long number, String said) {
        return Optional.ofNullable(open.get(number))
                .filter(question -> question.environment().equals(environment))
                .filter(question -> question.answer().complete(said))
                .isPresent();
    }
}
