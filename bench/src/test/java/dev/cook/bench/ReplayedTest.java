package dev.cook.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.bench.GitTransport.Conversation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Answers of servers as they were written down: what is wrong in them must not be timed as if it were right. */
class ReplayedTest {
    private static final String OLD = "1".repeat(40);
    private static final String NEW = "2".repeat(40);
    private static final String OFFER = PktLine.of(
                    OLD
                            + " refs/heads/work\0report-status delete-refs side-band-64k quiet atomic object-format=sha1 agent=x\n")
            + PktLine.FLUSH;
    private static final String VERSION = PktLine.of("version 2\n") + PktLine.of("ls-refs=unborn\n") + PktLine.FLUSH;
    private static final String REFS = PktLine.of(NEW + " refs/heads/main\n") + PktLine.FLUSH;
    private static final ReplayedPush PUSH = new ReplayedPush("refs/heads/work", OLD, NEW, new byte[] {'P'});

    @Test
    void aPushAsksForWhatIsOfferedAndSendsItsPack() {
        Script script = new Script(OFFER, report("unpack ok\n", "ok refs/heads/work\n"));

        assertThat(PUSH.run(script)).isPositive();
        assertThat(script.asked)
                .containsExactly(PktLine.of(
                                OLD + " " + NEW
                                        + " refs/heads/work\0 report-status side-band-64k quiet object-format=sha1 agent=git/bench")
                        + PktLine.FLUSH + "P");
    }

    @Test
    void aRefusedPushIsNotTimed() {
        assertThatThrownBy(() -> PUSH.run(
                        new Script(OFFER, report("unpack ok\n", "ng refs/heads/work the target takes merges\n"))))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("the target takes merges");
        assertThatThrownBy(() -> PUSH.run(new Script(OFFER, report("unpack broken\n", "ok refs/heads/work\n"))))
                .isInstanceOf(BenchFailure.class);
    }

    @Test
    void aPushThatFindsAnotherTipFails() {
        ReplayedPush other = new ReplayedPush("refs/heads/work", NEW, OLD, new byte[0]);

        assertThatThrownBy(() -> other.run(new Script(OFFER)))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining(OLD);
    }

    @Test
    void aFetchGoesOnWithoutDoneWhereTheServerIsReady() throws Exception {
        Script script = new Script(
                VERSION,
                REFS,
                PktLine.of("acknowledgments\n")
                        + PktLine.of("ACK " + OLD + "\n")
                        + PktLine.of("ready\n")
                        + PktLine.DELIMITER
                        + PktLine.of("packfile\n")
                        + band(1, pack())
                        + PktLine.FLUSH);

        assertThat(new ReplayedFetch(NEW, List.of(OLD)).run(script)).isPositive();
        assertThat(script.asked).hasSize(2);
        assertThat(script.asked.getFirst())
                .contains("ls-refs", "unborn", "ref-prefix refs/tags/\n")
                .endsWith(PktLine.FLUSH);
        assertThat(script.asked.getLast())
                .contains("want " + NEW, "have " + OLD)
                .doesNotContain("done");
    }

    @Test
    void aFetchSaysDoneWhereTheServerIsNotReady() throws Exception {
        Script script = new Script(
                VERSION,
                REFS,
                PktLine.of("acknowledgments\n") + PktLine.of("NAK\n") + PktLine.FLUSH,
                PktLine.of("packfile\n") + band(1, pack()) + PktLine.FLUSH);

        assertThat(new ReplayedFetch(NEW, List.of(OLD)).run(script)).isPositive();
        assertThat(script.asked.getLast()).contains(PktLine.of("done\n"));
    }

    @Test
    void aFetchOfAnotherTipOrOfABrokenPackFails() throws Exception {
        byte[] broken = pack();
        broken[9] ^= 1;

        assertThatThrownBy(() -> new ReplayedFetch(OLD, List.of()).run(new Script(VERSION, REFS)))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("main is not at");
        assertThatThrownBy(() -> new ReplayedFetch(NEW, List.of())
                        .run(new Script(VERSION, REFS, PktLine.of("packfile\n") + band(1, broken) + PktLine.FLUSH)))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> ReplayedFetch.requireWhole(new byte[0])).isInstanceOf(BenchFailure.class);
    }

    private static String report(String... lines) {
        StringBuilder inner = new StringBuilder();
        for (String line : lines) {
            inner.append(PktLine.of(line));
        }
        return PktLine.of("\1" + inner + PktLine.FLUSH) + PktLine.FLUSH;
    }

    /** A packet of a side band; one character for each byte. */
    private static String band(int band, byte[] data) {
        return "%04x%c".formatted(data.length + 5, band) + new String(data, StandardCharsets.ISO_8859_1);
    }

    private static byte[] pack() throws Exception {
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        pack.writeBytes(new byte[] {'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, 1, 42});
        pack.writeBytes(MessageDigest.getInstance("SHA-1").digest(pack.toByteArray()));
        return pack.toByteArray();
    }

    /** A server that says what it is told to say. */
    private static final class Script implements GitTransport, Conversation {
        private final List<String> asked = new ArrayList<>();
        private final Queue<String> answers;

        Script(String... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public Conversation open(Service service) {
            return this;
        }

        @Override
        public InputStream advertisement() {
            return new ByteArrayInputStream(answers.remove().getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public InputStream ask(byte[] request) throws IOException {
            asked.add(new String(request, StandardCharsets.ISO_8859_1));
            return advertisement();
        }

        @Override
        public void hangUp() {}

        @Override
        public void close() {}
    }
}
