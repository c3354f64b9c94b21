package dev.cook.agents.session;

import dev.cook.agents.output.OutputListener;
import dev.cook.agents.transcript.LineSplitter;
import dev.cook.domain.EnvironmentJob;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Speaks with the agents that take the Agent Client Protocol. What they say is heard as any job's output is, from its
 * beginning; what they are told goes over a connection that their environment opens, and opens again.
 */
public final class AcpDriver implements OutputListener {
    /** Jobs remembered, those of other agents among them: more than can run at once; the longest unheard goes first. */
    private static final int MOST_JOBS = 1024;

    /** How soon it is noticed that a far end went away without a word. */
    private static final long GLANCE_MILLIS = 2_000;

    private final Function<EnvironmentJob, Optional<AcpTurn>> maker;
    private final BiConsumer<EnvironmentJob, String> began;
    private final Map<EnvironmentJob, Optional<Driven>> jobs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EnvironmentJob, Optional<Driven>> eldest) {
            return size() > MOST_JOBS;
        }
    };

    /**
     * Speaks with agents.
     *
     * @param maker what is to be said in a job, or nothing where it is not spoken with; asked once a job
     * @param began told what an agent calls its conversation, before it is told anything in it
     */
    public AcpDriver(Function<EnvironmentJob, Optional<AcpTurn>> maker, BiConsumer<EnvironmentJob, String> began) {
        this.maker = maker;
        this.began = began;
    }

    @Override
    public void output(EnvironmentJob job, byte[] bytes) {
        driven(job).ifPresent(driven -> driven.hear(bytes));
    }

    /**
     * Tells an agent all that it is to be told, each message as a name, a blank and a line, until its turn is over.
     *
     * @param gone whether nobody is there any more
     * @return false if this job's agent is not spoken with
     */
    public boolean drive(EnvironmentJob job, OutputStream out, BooleanSupplier gone)
            throws IOException, InterruptedException {
        Optional<Driven> found = driven(job);
        if (found.isEmpty()) {
            return false;
        }
        Driven driven = found.get();
        int told = 0;
        while (!gone.getAsBoolean()) {
            for (AcpTurn.Message message : driven.await(told)) {
                if (message.name().equals("prompt")) {
                    driven.conversation().ifPresent(conversation -> began.accept(job, conversation));
                }
                out.write((message.name() + " " + message.line() + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                told++;
                if (message.isEnd()) {
                    return true;
                }
            }
            if (driven.isOver()) {
                return true;
            }
        }
        return true;
    }

    /** It is over. */
    public void forget(EnvironmentJob job) {
        Optional<Optional<Driven>> known;
        synchronized (this) {
            known = Optional.ofNullable(jobs.remove(job));
        }
        known.flatMap(driven -> driven).ifPresent(Driven::end);
    }

    private Optional<Driven> driven(EnvironmentJob job) {
        synchronized (this) {
            Optional<Driven> known = jobs.get(job);
            if (known != null) {
                return known;
            }
        }
        // Not under the lock: it asks the database.
        Optional<Driven> made = maker.apply(job).map(Driven::new);
        synchronized (this) {
            Optional<Driven> first = jobs.putIfAbsent(job, made);
            return first == null ? made : first;
        }
    }

    /** One turn, heard by one thread and told by another. */
    private static final class Driven implements LineSplitter.Taker {
        private final AcpTurn turn;
        private final LineSplitter lines = new LineSplitter(this);
        private final List<AcpTurn.Message> messages = new ArrayList<>();
        private boolean over;

        Driven(AcpTurn turn) {
            this.turn = turn;
            messages.addAll(turn.begin());
        }

        synchronized void hear(byte[] bytes) {
            lines.feed(bytes);
        }

        @Override
        public synchronized void line(byte[] line) {
            if (messages.getLast().isEnd()) {
                return;
            }
            messages.addAll(turn.hear(line));
            notifyAll();
        }

        @Override
        public void tooLong(long bytes) {
            // No message of the protocol that has to be answered is that long.
        }

        /** What comes after so many messages; nothing after a while. */
        synchronized List<AcpTurn.Message> await(int told) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GLANCE_MILLIS);
            long left = GLANCE_MILLIS;
            while (messages.size() == told && !over && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            return List.copyOf(messages.subList(told, messages.size()));
        }

        synchronized Optional<String> conversation() {
            return turn.conversation();
        }

        synchronized void end() {
            over = true;
            notifyAll();
        }

        synchronized boolean isOver() {
            return over;
        }
    }
}
