package dev.cook.agents.backend;

import dev.cook.agents.bridge.Bridges;
import dev.cook.domain.EnvironmentId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import org.awaitility.Awaitility;

/** An environment that dialled home and speaks tmux's protocol; what it says beside that is up to a test. */
public final class Dialled implements AutoCloseable {
    /** At the end of an answer: nothing follows. */
    public static final String HANG_UP = "hang up\n";

    final EnvironmentId id;
    public final List<String> asked = new CopyOnWriteArrayList<>();
    private final PipedOutputStream out = new PipedOutputStream();
    private final BufferedReader in;

    /** @param answer from what it is asked and what tmux would answer: what it writes */
    public Dialled(Bridges bridges, EnvironmentId id, BinaryOperator<String> answer) throws IOException {
        this.id = id;
        PipedInputStream fromServer = new PipedInputStream(64 * 1024);
        PipedOutputStream toFar = new PipedOutputStream(fromServer);
        PipedInputStream toServer = new PipedInputStream(64 * 1024);
        out.connect(toServer);
        in = new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().start(() -> bridges.serve(id, toServer, toFar, _ -> {}));
        Thread.ofPlatform().daemon().start(() -> obey(answer));
        Awaitility.await().until(() -> bridges.of(id).isPresent());
    }

    private void obey(BinaryOperator<String> answer) {
        try {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                asked.add(line);
                number++;
                String said = answer.apply(line, "%begin 1 " + number + " 1\n%end 1 " + number + " 1\n");
                out.write(said.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                if (said.endsWith(HANG_UP)) {
                    out.close();
                    return;
                }
            }
        } catch (IOException _) {
            // The server closed it.
        }
    }

    /** The number of the terminal that it was asked for last. */
    public long terminal() {
        Awaitility.await().until(() -> asked.stream().anyMatch(line -> line.contains("/terminal")));
        String line = asked.stream()
                .filter(asking -> asking.contains("/terminal\""))
                .toList()
                .getLast();
        return Long.parseLong(line.replaceAll(".*/terminal\" (\\d+) .*", "$1"));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
