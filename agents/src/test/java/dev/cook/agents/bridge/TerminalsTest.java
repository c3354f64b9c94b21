package dev.cook.agents.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cook.agents.backend.Dialled;
import dev.cook.agents.output.OutputListener;
import dev.cook.agents.output.TerminalSize;
import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an environment may do with the terminals that it is asked for, and what viewers may do to each other. */
@Timeout(60)
class TerminalsTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId(1);
    private static final TerminalWish WISH = new TerminalWish(
            TerminalMode.READ, Optional.of(new JobId(7)), "xterm", TerminalSize.USUAL, "session 1; $(id) #{pid}");

    private static final Redaction SECRETS = new Redaction(Map.of("API_KEY", "hush-hush-123"));

    private final Bridges bridges = new Bridges(OwnJobs.NONE, OutputListener.NONE);
    private final Terminals terminals = new Terminals(bridges, SECRETS);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        terminals.close();
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Dialled dialled(BinaryOperator<String> answer) throws IOException {
        Dialled environment = new Dialled(bridges, ENVIRONMENT, answer);
        open.add(environment);
        return environment;
    }

    /** A viewer with nothing to type. */
    private static CompletableFuture<Terminal.End> view(Terminal terminal, OutputStream screen) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return terminal.serve(new PipedInputStream(new PipedOutputStream()), screen, () -> true);
                    } catch (InterruptedException | IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private boolean answer(Terminals asked, EnvironmentId id, long number, InputStream in) throws Exception {
        return asked.answer(id, number, in, OutputStream.nullOutputStream(), () -> false);
    }

    private static InputStream saying(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatAnEnvironmentIsAskedHoldsNothingThatAShellOrTmuxWouldObey() throws Exception {
        Dialled environment = dialled((_, answer) -> answer);
        try (Terminal _ = terminals.open(ENVIRONMENT, WISH)) {
            environment.terminal();
            assertThat(environment.asked.getLast())
                    .matches("run-shell -b '\"\\$COOK_BIN/terminal\" \\d+ read 7 xterm 80 24"
                            + " \"session 1_ __id_ __pid_\" </dev/null >/dev/null 2>&1'");
        }
        assertThat(new TerminalWish(TerminalMode.SHELL, Optional.empty(), "x; id", TerminalSize.USUAL, "").term())
                .isEqualTo("xterm-256color");
    }

    @Test
    void aTerminalIsGivenOnceAndOnlyByTheEnvironmentThatWasAsked() throws Exception {
        Dialled environment = dialled((_, answer) -> answer);
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal = terminals.open(ENVIRONMENT, WISH)) {
            CompletableFuture<Terminal.End> end = view(terminal, screen);
            long number = environment.terminal();

            assertThat(answer(terminals, new EnvironmentId(2), number, saying("stranger")))
                    .isFalse();
            assertThat(answer(terminals, ENVIRONMENT, number + 1, saying("guess")))
                    .isFalse();
            assertThat(answer(terminals, ENVIRONMENT, number, saying("hello"))).isTrue();
            assertThat(answer(terminals, ENVIRONMENT, number, saying("again"))).isFalse();

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(Terminal.End.OVER);
            assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        }
        assertThat(terminals.viewers()).isZero();
    }

    @Test
    void readersAreShownNoSecretAndWritersWhatThereIs() throws Exception {
        Dialled environment = dialled((_, answer) -> answer);
        for (TerminalMode mode : List.of(TerminalMode.READ, TerminalMode.WRITE)) {
            ByteArrayOutputStream screen = new ByteArrayOutputStream();
            TerminalWish request = new TerminalWish(mode, WISH.job(), "xterm", TerminalSize.USUAL, "");
            try (Terminal terminal = terminals.open(ENVIRONMENT, request)) {
                CompletableFuture<Terminal.End> end = view(terminal, screen);
                assertThat(answer(terminals, ENVIRONMENT, environment.terminal(), saying("key hush-hush-123 hush")))
                        .isTrue();
                end.get(10, TimeUnit.SECONDS);
            }
            assertThat(screen.toString(StandardCharsets.UTF_8))
                    .isEqualTo(mode == TerminalMode.READ ? "key [secret API_KEY] hush" : "key hush-hush-123 hush");
        }
    }

    @Test
    void anAnswerThatComesTooLateIsRefused() throws Exception {
        Terminals impatient = new Terminals(bridges, SECRETS, Duration.ofMillis(100));
        Dialled environment = dialled((_, answer) -> answer);
        Terminal terminal = impatient.open(ENVIRONMENT, WISH);

        Terminal.End end = terminal.serve(InputStream.nullInputStream(), OutputStream.nullOutputStream(), () -> true);

        assertThat(end).isEqualTo(Terminal.End.UNANSWERED);
        assertThat(answer(impatient, ENVIRONMENT, environment.terminal(), saying("late")))
                .isFalse();
        assertThat(impatient.viewers()).isZero();
    }

    @Test
    void anEnvironmentWithoutABridgeIsNotWaitedForForEver() {
        Terminals impatient = new Terminals(bridges, SECRETS, Duration.ofMillis(100));

        assertThatThrownBy(() -> impatient.open(ENVIRONMENT, WISH))
                .isInstanceOfSatisfying(TerminalRefused.class, refused -> assertThat(refused.why())
                        .contains("not connected"));
    }

    @Test
    void garbageFromABridgeIsPassedOverOrEndsThatBridgeAlone() throws Exception {
        Random random = new Random(3);
        byte[] noise = new byte[400_000];
        random.nextBytes(noise);
        String garbage = new String(noise, StandardCharsets.ISO_8859_1);
        Dialled noisy = dialled((_, answer) -> "\n" + garbage + "\n%begin\n%end 9\n%output %x y\n" + answer);
        try (Terminal _ = terminals.open(ENVIRONMENT, WISH)) {
            assertThat(noisy.terminal()).isPositive();
        }

        EnvironmentId other = new EnvironmentId(2);
        open.add(new Dialled(
                bridges, other, (asked, answer) -> asked.contains("run-shell") ? garbage + Dialled.HANG_UP : answer));
        Terminals impatient = new Terminals(bridges, SECRETS, Duration.ofMillis(200));
        assertThatThrownBy(() -> impatient.open(other, WISH)).isInstanceOf(TerminalRefused.class);
        assertThat(impatient.viewers()).isZero();
        assertThat(bridges.of(ENVIRONMENT)).isPresent();
    }

    @Test
    void viewersOfOneEnvironmentAreBounded() throws Exception {
        dialled((_, answer) -> answer);
        for (int i = 0; i < Terminals.MOST_IN_ENVIRONMENT; i++) {
            open.add(terminals.open(ENVIRONMENT, WISH));
        }

        assertThatThrownBy(() -> terminals.open(ENVIRONMENT, WISH))
                .isInstanceOfSatisfying(TerminalRefused.class, refused -> assertThat(refused.why())
                        .contains("16 viewers already"));
        EnvironmentId other = new EnvironmentId(2);
        open.add(new Dialled(bridges, other, (_, answer) -> answer));
        open.add(terminals.open(other, WISH));
        open.remove(1).close();
        open.add(terminals.open(ENVIRONMENT, WISH));
    }

    @Test
    void aViewerWhoNeverReadsHoldsNobodyElseUp() throws Exception {
        Dialled environment = dialled((_, answer) -> answer);
        PipedOutputStream unread = new PipedOutputStream(new PipedInputStream(1024));
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        String much = "x".repeat(1_000_000);
        try (Terminal slow = terminals.open(ENVIRONMENT, WISH)) {
            CompletableFuture<Terminal.End> _ = view(slow, unread);
            long number = environment.terminal();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    answer(terminals, ENVIRONMENT, number, saying(much));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Terminal quick = terminals.open(ENVIRONMENT, WISH)) {
                CompletableFuture<Terminal.End> end = view(quick, screen);
                await().until(() -> environment.terminal() != number);

                assertThat(answer(terminals, ENVIRONMENT, environment.terminal(), saying(much)))
                        .isTrue();

                assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(Terminal.End.OVER);
                assertThat(screen.size()).isEqualTo(1_000_000);
            }
        }
    }

    @Test
    void whatTmuxLeftOnTheScreenIsUndoneWhenTheServerStops() throws Exception {
        Dialled environment = dialled((_, answer) -> answer);
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        Terminal terminal = terminals.open(ENVIRONMENT, WISH);
        CompletableFuture<Terminal.End> end = view(terminal, screen);
        long number = environment.terminal();
        Pipe pipe = Pipe.open();
        OutputStream far = Channels.newOutputStream(pipe.sink());
        InputStream fromFar = Channels.newInputStream(pipe.source());
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer(terminals, ENVIRONMENT, number, fromFar);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        far.write("\u001b[?1049h\u001b[?1000hdrawn".getBytes(StandardCharsets.UTF_8));
        far.flush();
        await().until(() -> screen.toString(StandardCharsets.UTF_8).contains("drawn"));

        terminals.close();

        assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(Terminal.End.STOPPED);
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .contains("\u001b[?1000l")
                .endsWith("\u001b[?1049l");
        assertThatThrownBy(() -> terminals.open(ENVIRONMENT, WISH)).isInstanceOf(TerminalRefused.class);
    }
}
