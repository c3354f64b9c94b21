package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packs that are meant to fill the memory, the disk or the time of a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostilePacksTest {
    private static final int MIB = 1 << 20;

    private final HostileServer server;

    HostilePacksTest() throws IOException, InterruptedException {
        server = new HostileServer("pack = \"4MiB\"\nobject = \"32MiB\"\n");
    }

    @AfterAll
    void close() throws IOException, InterruptedException {
        try (server) {
            server.othersGoOn();
        }
    }

    private static String commit(RawPack pack) {
        return pack.commitOf("100644", "a", "x".repeat(1_000));
    }

    @ParameterizedTest
    @EnumSource
    void aPackMadeByHandIsTakenIfItIsInOrder(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        server.takes(way, commit(some), some.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void aPackThatAnnouncesMoreObjectsThanFitIsRefusedAtItsHeader(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        server.refuses(way, tip, some.bytes(-1), "the push has 4294967295 objects");
        server.refuses(way, tip, RawPack.header(Integer.MAX_VALUE), "the push has 2147483647 objects");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatInflatesToManyTimesItsSizeIsRefusedBeforeItDoes(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        some.zeros(64L * MIB);
        assertThat(some.bytes()).hasSizeLessThan(MIB);
        server.refuses(way, tip, some.bytes(), "Object too large (67,108,864 bytes)");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatIsLargerThanItSaysIsNotReadToTheEnd(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        some.claiming(RawPack.BLOB, 10, new byte[64 * MIB]);
        server.refuses(way, tip, some.bytes(), "wrong decompressed length");
    }

    @ParameterizedTest
    @EnumSource
    void aDeltaThatExpandsToTwoGigabytesIsRefusedBeforeItDoes(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        some.object(RawPack.BLOB, new byte[16 * MIB]);
        byte[][] copies = Collections.nCopies(128, RawPack.copy(0xFFFFFF)).toArray(byte[][]::new);
        some.deltaOfLast(RawPack.delta(16 * MIB, 128L * 0xFFFFFF, copies));
        server.refuses(way, tip, some.bytes(), "Object too large (2,147,483,520 bytes)");
    }

    @ParameterizedTest
    @EnumSource
    void aChainOfTenThousandDeltasIsRefused(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        some.chain(10_000);
        server.refuses(way, tip, some.bytes(), "a chain of more than 4095 deltas");
    }

    @Test
    void aChainAsLongAsGitWritesIsTaken() throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        some.chain(4_095);
        some.chain(4_095);
        server.takes(Wire.Way.SSH, tip, some.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void damagedPacksAreRefused(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        byte[] whole = some.bytes();
        server.refuses(way, tip, Arrays.copyOf(whole, whole.length - 30), "Packfile is truncated");
        server.refuses(way, tip, new byte[0], "Packfile is truncated");
        server.refuses(way, tip, flipped(whole, whole.length - 3), "Packfile checksum incorrect");
        server.refuses(way, tip, flipped(whole, 30), "");
        server.refuses(way, tip, RawPack.joined(whole, RawPack.bytes("more")), "expected EOF");
    }

    private static byte[] flipped(byte[] pack, int at) {
        byte[] copy = pack.clone();
        copy[at] ^= 4;
        return copy;
    }

    @ParameterizedTest
    @EnumSource
    void aPackOverTheLimitIsRefusedWithoutReadingTheRest(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = commit(some);
        byte[] noise = new byte[6 * MIB];
        new java.util.Random(1).nextBytes(noise);
        some.object(RawPack.BLOB, noise);
        server.refuses(way, tip, some.bytes(), "Pack exceeds the limit of 4,194,304 bytes");
    }
}
