package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.LfsObject;
import dev.cook.domain.RepoId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LfsObjectsTest {
    private static final byte[] SONG = "a song that is long enough\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path data;

    private GitFixture git;
    private LfsObjects objects;

    @BeforeEach
    void open() {
        git = new GitFixture(data);
        objects = new LfsObjects(git.repos, new LfsLimits(100, 200));
    }

    @AfterEach
    void close() {
        git.close();
    }

    private static LfsObject of(byte[] content) throws Exception {
        return new LfsObject(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)), content.length);
    }

    private LfsObjects.Received receive(LfsObject object, byte[] content) throws IOException {
        return objects.receive(git.repo, object, new ByteArrayInputStream(content));
    }

    private String refused(LfsObject object, byte[] content) throws IOException {
        return ((LfsObjects.Received.Refused) receive(object, content)).why();
    }

    /** The repository is purged when half of an upload has come. */
    @Test
    void anUploadUnderWayLeavesNothingOfARepositoryThatIsPurged() throws Exception {
        LfsObject song = of(SONG);
        receive(of(new byte[] {1}), new byte[] {1});
        InputStream content = new SequenceInputStream(
                new ByteArrayInputStream(SONG, 0, 5), new ByteArrayInputStream(SONG, 5, SONG.length - 5) {
                    @Override
                    public synchronized int read(byte[] into, int from, int most) {
                        git.repos.remove(git.repo);
                        return super.read(into, from, most);
                    }
                });

        LfsObjects.Received received = objects.receive(git.repo, song, content);

        assertThat(received)
                .isInstanceOfSatisfying(LfsObjects.Received.Refused.class, refused -> assertThat(refused.why())
                        .contains("the repository was removed"));
        assertThat(git.directory()).doesNotExist();
        assertThat(objects.usage(git.repo)).isEqualTo(LfsUsage.NONE);
        assertThat(refused(song, SONG)).contains("the repository was removed");
        assertThat(git.directory()).doesNotExist();
    }

    private List<Path> files() throws IOException {
        Path lfs = git.directory().resolve("lfs");
        if (!Files.exists(lfs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(lfs)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void anObjectIsKeptForTheServerAlone() throws Exception {
        LfsObject song = of(SONG);

        assertThat(receive(song, SONG)).isEqualTo(new LfsObjects.Received.Stored());

        try (FileChannel file = objects.open(git.repo, song.oid()).orElseThrow()) {
            assertThat(Channels.newInputStream(file)).hasBinaryContent(SONG);
        }
        assertThat(objects.has(git.repo, song)).isTrue();
        assertThat(objects.has(git.repo, new LfsObject(song.oid(), song.size() + 1)))
                .isFalse();
        assertThat(objects.usage(git.repo)).isEqualTo(new LfsUsage(1, SONG.length));
        assertThat(files()).singleElement().satisfies(file -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(git.directory().resolve("lfs"))))
                .isEqualTo("rwx------");
    }

    @Test
    void anotherRepositoryHasNothingOfIt() throws Exception {
        receive(of(SONG), SONG);
        RepoId other = git.test.repo("other").id();

        assertThat(objects.has(other, of(SONG))).isFalse();
        assertThat(objects.open(other, of(SONG).oid())).isEmpty();
    }

    @Test
    void whatIsNotWhatItWasCalledLeavesNothing() throws Exception {
        LfsObject song = of(SONG);

        assertThat(refused(new LfsObject("a".repeat(64), SONG.length), SONG))
                .contains("have the SHA-256 " + song.oid());
        assertThat(refused(new LfsObject(song.oid(), SONG.length - 1), SONG)).contains("more than the");
        assertThat(refused(new LfsObject(song.oid(), SONG.length + 1), SONG)).contains("only " + SONG.length);
        assertThat(refused(new LfsObject(song.oid(), 101), SONG)).contains("lfs_object");

        assertThat(files()).isEmpty();
        assertThat(objects.usage(git.repo)).isEqualTo(new LfsUsage(0, 0));
    }

    @Test
    void aClientThatHangsUpLeavesNothing() throws Exception {
        InputStream breaks = new ByteArrayInputStream(SONG) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                throw new UncheckedIOException(new IOException("gone"));
            }
        };

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> objects.receive(git.repo, of(SONG), breaks)))
                .hasMessageContaining("gone");
        assertThat(files()).isEmpty();
    }

    @Test
    void theSameObjectMayComeTwiceAtOnce() throws Exception {
        LfsObject song = of(SONG);
        CyclicBarrier together = new CyclicBarrier(4);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<LfsObjects.Received>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    together.await();
                    return receive(song, SONG);
                }));
            }
            for (Future<LfsObjects.Received> one : all) {
                assertThat(one.get()).isEqualTo(new LfsObjects.Received.Stored());
            }
        }

        assertThat(files()).hasSize(1);
        assertThat(objects.usage(git.repo)).isEqualTo(new LfsUsage(1, SONG.length));
    }

    @Test
    void ofTwoThatDoNotFitTogetherOneIsRefusedWhileTheOtherIsStillComing() throws Exception {
        objects = new LfsObjects(git.repos, new LfsLimits(100, 150));
        LfsObject large = new LfsObject("b".repeat(64), 100);
        byte[] first = new byte[100];
        LfsObject own = of(first);
        String[] second = new String[1];
        InputStream asks = new ByteArrayInputStream(first) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                second[0] = objects.problem(git.repo, large).orElse("it would fit");
                return super.read(into, offset, length);
            }
        };

        objects.receive(git.repo, own, asks);

        assertThat(second[0]).contains("would have 200 bytes", "lfs_repository allows 150 bytes");
        assertThat(objects.problem(git.repo, own)).as("what is here is no more").isEmpty();
    }

    @Test
    void anotherStartCountsWhatIsThereAndSweepsWhatIsHalf() throws Exception {
        receive(of(SONG), SONG);
        Path half = git.directory().resolve("lfs/incoming/half");
        Files.write(half, SONG);
        git.repos.close();

        GitRepos again = new GitRepos(data, git.store);
        LfsObjects reopened = new LfsObjects(again, new LfsLimits(100, 200));
        again.open(git.repo).close();

        assertThat(half).doesNotExist();
        assertThat(reopened.usage(git.repo)).isEqualTo(new LfsUsage(1, SONG.length));
        assertThat(reopened.has(git.repo, of(SONG))).isTrue();
        again.close();
    }
}
