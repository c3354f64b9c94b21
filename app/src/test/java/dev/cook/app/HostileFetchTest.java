package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fetches that ask for what they may not have, or for more work than they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileFetchTest {
    private final HostileServer server;
    private final String tip;
    private final String file;

    HostileFetchTest() throws IOException, InterruptedException {
        server = new HostileServer("");
        RawPack some = new RawPack();
        tip = some.commitOf("100644", "a", "x");
        file = new RawPack().blob("x");
        server.takes(Wire.Way.HTTP, tip, some.bytes());
    }

    @AfterAll
    void close() throws IOException, InterruptedException {
        try (server) {
            server.othersGoOn();
        }
    }

    /** Asks in protocol version 2, and is told why not in git's own words. */
    private void refuses(Wire.Way way, String why, String command, String... lines)
            throws IOException, InterruptedException {
        byte[] request = RawPack.joined(
                Wire.line("command=" + command + "\n"),
                RawPack.bytes("0001"),
                RawPack.joined(
                        Stream.of(lines).map(line -> Wire.line(line + "\n")).toArray(byte[][]::new)),
                RawPack.bytes("0000"));
        Wire.Answer answer = server.wire.send(way, "git-upload-pack", HostileServer.REPO, request);
        assertThat(answer.said()).contains("ERR ").contains(why).doesNotContain("that broke", "Something broke");
        assertThat(answer.status()).isEqualTo(way == Wire.Way.SSH ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotShownIsNotServed(Wire.Way way) throws Exception {
        String unknown = "1".repeat(40);
        refuses(way, "want " + unknown + " not valid", "fetch", "want " + unknown, "done");
        refuses(way, "refs/cook/x", "fetch", "want-ref refs/cook/x", "done");
        refuses(way, "object-info is not supported", "object-info", "size", "oid " + file);
    }

    @ParameterizedTest
    @EnumSource
    void filtersThatAskForWorkAreRefused(Wire.Way way) throws Exception {
        String want = "want " + tip;
        refuses(way, "Invalid filter", "fetch", want, "filter " + "combine:".repeat(1_000) + "blob:none", "done");
        refuses(way, "Invalid filter", "fetch", want, "filter sparse:oid=" + file, "done");
        refuses(way, "Invalid filter", "fetch", want, "filter tree:99999999999999999999", "done");
    }

    @ParameterizedTest
    @EnumSource
    void depthsThatAreNoneAreRefused(Wire.Way way) throws Exception {
        refuses(way, "Invalid depth", "fetch", "want " + tip, "deepen -1", "done");
        refuses(
                way,
                "git fetch --deepen is not supported",
                "fetch",
                "want " + tip,
                "deepen 1",
                "deepen-relative",
                "done");
    }

    @ParameterizedTest
    @EnumSource
    void aFloodOfPrefixesOfFossilsIsRefused(Wire.Way way) throws Exception {
        String[] prefixes = IntStream.range(0, 10_000)
                .mapToObj(i -> "ref-prefix refs/fossils/" + i + "/")
                .toArray(String[]::new);
        refuses(way, "at most 200 prefixes of hidden refs", "ls-refs", prefixes);
    }

    @ParameterizedTest
    @EnumSource
    void aFetchThatNeverEndsIsCutOff(Wire.Way way) throws Exception {
        byte[] have = Wire.line("have " + "1".repeat(40) + "\n");
        int size = (way == Wire.Way.SSH ? 65 : 17) << 20;
        byte[] flood = new byte[size / have.length * have.length];
        for (int at = 0; at < flood.length; at += have.length) {
            System.arraycopy(have, 0, flood, at, have.length);
        }
        byte[] begin =
                RawPack.joined(Wire.line("command=fetch\n"), RawPack.bytes("0001"), Wire.line("want " + tip + "\n"));
        Wire.Answer answer = server.wire.send(way, "git-upload-pack", HostileServer.REPO, RawPack.joined(begin, flood));
        assertThat(answer.status()).isEqualTo(way == Wire.Way.SSH ? 1 : 413);
        assertThat(answer.said())
                .contains(way == Wire.Way.SSH ? "more than 67108864 bytes" : "larger than 16777216 bytes");
    }
}
