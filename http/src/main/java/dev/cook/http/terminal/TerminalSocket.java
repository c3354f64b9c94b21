package dev.cook.http.terminal;

import dev.cook.agents.bridge.Terminal;
import dev.cook.agents.bridge.TerminalMode;
import dev.cook.agents.bridge.TerminalRefused;
import dev.cook.agents.bridge.TerminalWish;
import dev.cook.agents.bridge.Terminals;
import dev.cook.agents.output.TerminalSize;
import dev.cook.domain.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * One browser's terminal. Binary messages are bytes: keys one way, the screen the other. Text messages are about the
 * terminal: {@code size COLUMNS ROWS} from the browser, and a description of what it sees from here. One message each way
 * is held at a time: who does not read is not read to either, and holds no memory but that.
 *
 * <p>Public because Jetty looks its methods up by reflection.
 */
public final class TerminalSocket implements Session.Listener {
    private static final Logger log = LoggerFactory.getLogger(TerminalSocket.class);

    /** What ran is over, or the viewer left it by tmux's own key. Browsers do not come back by themselves. */
    static final int OVER = 4000;

    /** There is no terminal now; may be tried again. */
    static final int NOT_NOW = 4001;

    /** The viewer may not see it any more. */
    static final int FORBIDDEN = 4003;

    /** The server stops. */
    private static final int STOPPED = 1001;

    private static final int LEFT = 1000;

    /** A browser answers a ping at once; one that is silent for this long is gone, or asleep and comes back. */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    /** The protocol allows 123 bytes. */
    private static final int LONGEST_REASON = 110;

    private static final Pattern SIZE = Pattern.compile("size ([0-9]{1,6}) ([0-9]{1,6})");

    private final Terminals terminals;
    private final TerminalPlace place;
    private final Runnable over;
    private final AtomicBoolean pinged = new AtomicBoolean();
    private final CompletableFuture<Terminal> opened = new CompletableFuture<>();
    private final CompletableFuture<Session> connected = new CompletableFuture<>();
    private final TerminalKeys keys = new TerminalKeys(this::demand);
    private final JsonMapper json = JsonMapper.shared();
    private volatile TerminalSize size;
    private volatile long heard = System.nanoTime();
    private Optional<TerminalSize> told = Optional.empty();

    /** @param over told once, when the terminal has ended or never was */
    TerminalSocket(Terminals terminals, TerminalPlace place, TerminalSize size, Runnable over) {
        this.terminals = terminals;
        this.place = place;
        this.size = size;
        this.over = over;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        connected.complete(session);
        Thread.ofVirtual().name("terminal-viewer-" + place.job().id()).start(() -> run(session));
        session.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        heard = System.nanoTime();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        callback.succeed();
        // What readers type goes nowhere; tmux would ignore it too.
        if (place.mode() == TerminalMode.READ || bytes.length == 0) {
            demand();
        } else if (!keys.add(bytes)) {
            close(NOT_NOW, "the browser sent input faster than the server reads it");
        }
    }

    @Override
    public void onWebSocketText(String text) {
        heard = System.nanoTime();
        Matcher matcher = SIZE.matcher(text);
        // Readers have the window's size, whatever they say.
        if (place.mode() == TerminalMode.WRITE && matcher.matches()) {
            size = TerminalSize.claimed(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (opened.isDone() && !opened.isCompletedExceptionally()) {
                opened.join().resize(size);
            }
        }
        demand();
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard = System.nanoTime();
        demand();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        log.debug("a viewer of job {} went away", place.job().id(), cause);
        gone();
    }

    @Override
    public void onWebSocketClose(int status, String reason, Callback callback) {
        gone();
        callback.succeed();
    }

    private void gone() {
        keys.end();
        CompletableFuture<Void> _ = opened.thenAccept(Terminal::leave);
    }

    private void demand() {
        Session session = connected.join();
        if (session.isOpen()) {
            session.demand();
        }
    }

    private void run(Session session) {
        try {
            Optional<TerminalSize> window =
                    terminals.window(place.environment(), place.job().id());
            describe(session, window);
            TerminalSize wanted = sizeFor(window);
            TerminalWish request = new TerminalWish(
                    place.mode(), Optional.of(place.job().id()), "xterm-256color", wanted, place.what());
            try (Terminal terminal = terminals.open(place.environment(), request)) {
                opened.complete(terminal);
                if (!session.isOpen()) {
                    return;
                }
                if (!sizeFor(window).equals(wanted)) {
                    terminal.resize(sizeFor(window));
                }
                tell(terminal.serve(keys, new Screen(session), () -> goesOn(session, terminal)));
            }
        } catch (TerminalRefused e) {
            close(NOT_NOW, e.why() + "; " + e.wayOut());
        } catch (IOException e) {
            log.debug("a viewer of job {} went away", place.job().id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("the terminal of job {} failed", place.job().id(), e);
            close(NOT_NOW, "internal error");
        } finally {
            over.run();
            opened.cancel(false);
            keys.end();
            session.disconnect();
        }
    }

    /** Readers see the whole window and tmux's line below it; whoever writes gives it their own size. */
    private TerminalSize sizeFor(Optional<TerminalSize> window) {
        return place.mode() == TerminalMode.READ
                ? window.map(seen -> TerminalSize.claimed(seen.columns(), seen.rows() + 1))
                        .orElse(size)
                : size;
    }

    private void describe(Session session, Optional<TerminalSize> window) throws IOException {
        Map<String, Object> said = new HashMap<>(
                Map.of("what", place.what(), "write", place.mode() == TerminalMode.WRITE, "may", place.mayWrite()));
        if (place.mode() == TerminalMode.READ) {
            window.ifPresent(seen -> {
                said.put("columns", sizeFor(window).columns());
                said.put("rows", sizeFor(window).rows());
            });
            told = window;
        }
        Sent sent = new Sent();
        session.sendText(json.writeValueAsString(said), sent);
        sent.await();
    }

    /** Asked every few seconds. */
    private boolean goesOn(Session session, Terminal terminal) {
        if (System.nanoTime() - heard > SILENCE.toNanos()) {
            terminal.leave();
            return true;
        }
        if (pinged.compareAndSet(false, true)) {
            session.sendPing(ByteBuffer.allocate(0), Callback.from(() -> pinged.set(false), failure -> {}));
        }
        followWindow(session, terminal);
        return place.may().getAsBoolean();
    }

    /** Whoever writes may have given the window another size since. */
    private void followWindow(Session session, Terminal terminal) {
        if (place.mode() != TerminalMode.READ) {
            return;
        }
        Optional<TerminalSize> window =
                terminals.window(place.environment(), place.job().id());
        if (window.isPresent() && !window.equals(told)) {
            try {
                describe(session, window);
                terminal.resize(sizeFor(window));
            } catch (IOException e) {
                terminal.leave();
            }
        }
    }

    private void tell(Terminal.End end) {
        switch (end) {
            case LEFT -> close(LEFT, "");
            case OVER -> close(OVER, "the command has ended, or you detached");
            case LOST -> close(NOT_NOW, "the connection to the environment was lost");
            case UNANSWERED -> close(NOT_NOW, "the environment did not open a terminal in time");
            case FORBIDDEN -> close(FORBIDDEN, "you no longer have access");
            case STOPPED -> close(STOPPED, "the server is shutting down");
        }
    }

    /** Tells the browser why, and waits until that is on its way. */
    private void close(int status, String reason) {
        Sent sent = new Sent();
        connected.join().close(status, Text.shortened(reason, LONGEST_REASON), sent);
        try {
            sent.await();
        } catch (IOException e) {
            log.debug("a viewer of job {} went away first", place.job().id(), e);
        }
    }

    /** A message on its way. */
    private static final class Sent implements Callback {
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();

        @Override
        public void succeed() {
            done.complete(true);
        }

        @Override
        public void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }

        void await() throws IOException {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IOException("the viewer went away", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** Sends each drawing as a message, a large one in pieces, and the next when the browser's side has taken it. */
    private static final class Screen extends OutputStream {
        private final Session session;

        Screen(Session session) {
            this.session = session;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int most = (int) session.getMaxFrameSize();
            for (int at = from; at < from + length; at += most) {
                Sent sent = new Sent();
                session.sendBinary(ByteBuffer.wrap(bytes, at, Math.min(most, from + length - at)), sent);
                sent.await();
            }
        }
    }
}
