package dev.cook.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TestProtocol;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final String BIG = "line of a file that is long enough to be worth a delta\n".repeat(200);

    @TempDir
    Path data;

    private GitFixture fixture;
    private Repository client;

    @BeforeEach
    void open() {
        fixture = new GitFixture(data);
        client = new InMemoryRepository(new DfsRepositoryDescription("client"));
    }

    @AfterEach
    void close() {
        client.close();
        fixture.close();
    }

    @Test
    void nobodySeesObjectsBeforeTheyAreAcceptedAndEverybodyAfter() throws Exception {
        try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo)) {
            Oid commit = GitFixture.commit(quarantine.repository(), Map.of("a", "1"));
            assertThat(quarantine.repository().getObjectDatabase().has(ObjectIds.objectId(commit)))
                    .isTrue();
            assertThat(fixture.has(commit)).isFalse();
            quarantine.accept();
            assertThat(fixture.has(commit)).isTrue();
            assertThat(quarantine.repository().getObjectDatabase().has(ObjectIds.objectId(commit)))
                    .as("found in its new place")
                    .isTrue();
        }
        assertThat(incoming()).isEmpty();
    }

    @Test
    void whatIsNotAcceptedLeavesNothing() throws Exception {
        fixture.repos.open(fixture.repo).close();
        List<String> before = fixture.listing();
        try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo)) {
            GitFixture.commit(quarantine.repository(), Map.of("a", "1"));
        }
        assertThat(fixture.listing()).isEqualTo(before);
    }

    @Test
    void anAcceptedPushIsAPackAndMovesItsRef() throws Exception {
        Oid commit = GitFixture.commit(client, Map.of("a", "1"));
        RemoteRefUpdate update = push(commit, "refs/heads/main", ACCEPT);
        assertThat(update.getStatus()).isEqualTo(RemoteRefUpdate.Status.OK);
        assertThat(fixture.tip("refs/heads/main")).contains(commit);
        assertThat(fixture.has(commit)).isTrue();
        assertThat(packs()).hasSize(1);
        assertThat(incoming()).isEmpty();
    }

    @Test
    void aPushForcesItsPackItsIndexAndTheirDirectoryOnceEach() throws Exception {
        Oid base = GitFixture.commit(client, Map.of("big", BIG));
        push(base, "refs/heads/main", ACCEPT);
        Oid commit = GitFixture.commit(client, Map.of("big", BIG + "one more\n"), base);
        List<String> forced;
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            push(commit, "refs/heads/main", ACCEPT);
            recording.stop();
            Path file = data.resolve("forced.jfr");
            recording.dump(file);
            forced = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                    .map(event -> event.getString("path"))
                    .filter(path ->
                            path != null && path.startsWith(fixture.directory().toString()))
                    .map(path -> path.replaceAll(".*/(?:incoming_[0-9]+)?", ""))
                    .toList();
        }
        // JGit's parser forces the first two before it names them; without that the push would not survive a power cut.
        assertThat(forced).containsExactly(".pack", ".idx", "pack");
        assertThat(fixture.has(commit)).isTrue();
    }

    @Test
    void aRefusedPushLeavesNothing() throws Exception {
        Oid commit = GitFixture.commit(client, Map.of("a", "1"));
        RemoteRefUpdate update = push(
                commit,
                "refs/heads/main",
                (quarantine, command) ->
                        command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "main takes merges only"));
        assertThat(update.getMessage()).contains("main takes merges only");
        assertThat(fixture.has(commit)).isFalse();
        assertThat(packs()).isEmpty();
        assertThat(incoming()).isEmpty();
    }

    @Test
    void aThinPackIsCompletedFromTheRepository() throws Exception {
        Oid first = GitFixture.commit(client, Map.of("big", BIG));
        push(first, "refs/heads/main", ACCEPT);
        Oid second = GitFixture.commit(client, Map.of("big", BIG + "one more\n"), first);
        RemoteRefUpdate update = push(second, "refs/heads/main", ACCEPT);
        assertThat(update.getStatus()).isEqualTo(RemoteRefUpdate.Status.OK);
        assertThat(new Trees(fixture.repos).file(fixture.repo, second, "big", 1 << 20))
                .hasValueSatisfying(content -> assertThat(content).hasSize(BIG.length() + 9));
    }

    @Test
    void aCommitWithoutItsTreeIsRefused() throws Exception {
        try (ObjectInserter inserter = client.newObjectInserter()) {
            // The client never had the tree, so it cannot send it.
            ObjectId commit = inserter.insert(CommitIdentity.COOK.commit(
                    ObjectId.fromString("1234567890123456789012345678901234567890"),
                    List.of(),
                    "no tree",
                    GitFixture.NOON));
            inserter.flush();
            ObjectId fooled = commit;
            try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo)) {
                var pack = new ByteArrayOutputStream();
                RawPush.write(client, pack, fooled, "refs/heads/main");
                ReceivePack receive = new ReceivePack(quarantine.repository());
                receive.setBiDirectionalPipe(false);
                var answer = new ByteArrayOutputStream();
                assertThatThrownBy(() -> receive.receive(new ByteArrayInputStream(pack.toByteArray()), answer, null))
                        .hasRootCauseMessage("Missing tree 1234567890123456789012345678901234567890");
                assertThat(answer.toString(StandardCharsets.UTF_8)).contains("unpack error Missing tree");
            }
        }
        assertThat(fixture.tip("refs/heads/main")).isEmpty();
    }

    @Test
    void theSamePackTwiceIsKeptOnce() throws Exception {
        Oid commit = GitFixture.commit(client, Map.of("a", "1"));
        push(commit, "refs/heads/one", ACCEPT);
        fixture.move(RefChange.delete("refs/heads/one", commit, "gone"));
        assertThat(push(commit, "refs/heads/two", ACCEPT).getStatus()).isEqualTo(RemoteRefUpdate.Status.OK);
        assertThat(packs()).hasSize(1);
    }

    @Test
    void whatAKilledServerLeftIsSweptWhenTheRepositoryIsOpened() throws Exception {
        Oid commit = fixture.commit(Map.of("a", "1"));
        fixture.repos.close();
        List<Path> accepted = packs();
        Path objects = fixture.directory().resolve("objects");
        Files.createDirectories(objects.resolve("incoming-dead/pack"));
        Files.writeString(objects.resolve("incoming-dead/pack/pack-1.pack"), "half");
        Files.writeString(objects.resolve("incoming_1.pack"), "half");
        Files.writeString(objects.resolve("pack/pack-1.keep"), "push");
        Files.writeString(objects.resolve("pack/pack-2.pack"), "without an index");
        try (GitRepos again = new GitRepos(data, fixture.store)) {
            assertThat(new Trees(again).exists(fixture.repo, commit)).isTrue();
        }
        assertThat(incoming()).isEmpty();
        assertThat(objects.resolve("pack"))
                .isDirectoryNotContaining(file -> file.getFileName().toString().matches("pack-[12]\\..*"));
        assertThat(packs()).isEqualTo(accepted).hasSize(1);
    }

    @Test
    void whateverIsAcceptedBecomesOnePack() throws Exception {
        Oid first;
        Oid second;
        Oid loose;
        try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo)) {
            first = inserted(quarantine, "first");
            second = inserted(quarantine, "second");
            loose = GitFixture.commit(quarantine.repository(), Map.of("a", "in files of their own"));
            assertThat(LooseObjects.list(quarantine.objects())).hasSize(3);
            quarantine.accept();
            assertThat(new Trees(fixture.repos).exists(fixture.repo, loose)).isTrue();
        }
        assertThat(packs()).hasSize(1);
        assertThat(LooseObjects.list(fixture.directory().resolve("objects"))).isEmpty();
        for (Oid blob : List.of(first, second)) {
            assertThat(new Trees(fixture.repos).exists(fixture.repo, blob)).isTrue();
        }
    }

    @Test
    void ofTwoPacksOneOfWhichHasAllOfTheOtherNothingIsLost() throws Exception {
        List<Oid> blobs = new ArrayList<>();
        try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo)) {
            // JGit does not write an object that it has in a pack; C git may.
            blobs.add(inserted(quarantine, "in both"));
            try (PackInserter both = quarantine.repository().getObjectDatabase().newPackInserter()) {
                both.checkExisting(false);
                blobs.add(ObjectIds.oid(both.insert(Constants.OBJ_BLOB, "in both".getBytes(UTF_8))));
                blobs.add(ObjectIds.oid(both.insert(Constants.OBJ_BLOB, "in one".getBytes(UTF_8))));
                both.flush();
            }
            quarantine.accept();
        }
        assertThat(packs()).hasSize(1);
        for (Oid blob : blobs) {
            assertThat(new Trees(fixture.repos).exists(fixture.repo, blob)).isTrue();
        }
    }

    private static Oid inserted(Quarantine quarantine, String text) throws IOException {
        try (ObjectInserter inserter = quarantine.newInserter()) {
            Oid blob = ObjectIds.oid(inserter.insert(Constants.OBJ_BLOB, text.getBytes(UTF_8)));
            inserter.flush();
            return blob;
        }
    }

    private interface Hook {
        void received(Quarantine quarantine, ReceiveCommand command);
    }

    private static final Hook ACCEPT = (quarantine, command) -> quarantine.acceptReceived();

    private RemoteRefUpdate push(Oid commit, String ref, Hook hook) throws Exception {
        try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo)) {
            TestProtocol<String> protocol = new TestProtocol<>(null, (who, repository) -> {
                ReceivePack receive = new ReceivePack(quarantine.repository());
                receive.setPreReceiveHook((PreReceiveHook)
                        (pack, commands) -> commands.forEach(command -> hook.received(quarantine, command)));
                return receive;
            });
            Transport.register(protocol);
            URIish uri = protocol.register("tester", quarantine.repository());
            try (Transport transport = Transport.open(client, uri)) {
                transport.setPushThin(true);
                PushResult result = transport.push(
                        NullProgressMonitor.INSTANCE,
                        List.of(new RemoteRefUpdate(client, commit.hex(), ref, false, null, null)));
                return result.getRemoteUpdate(ref);
            } finally {
                Transport.unregister(protocol);
            }
        }
    }

    private List<Path> packs() throws IOException {
        return new PackFiles(fixture.directory().resolve("objects/pack")).packs();
    }

    private List<Path> incoming() throws IOException {
        try (Stream<Path> entries = Files.list(fixture.directory().resolve("objects"))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("incoming"))
                    .toList();
        }
    }
}
