package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing of a push that is refused stays on the server's disk, whoever pushes and whatever it is refused for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedPushTest {
    /** More than pipes and windows hold on the way, so that a client which is not heard out cannot finish. */
    private static final int MUCH = 12 << 20;

    /** Sends much to a branch that is not its own, and tells a person what was said. No ref of its own has it, to be saved. */
    private static final String TRESPASSER = """
            #!/bin/sh
            blob=$(head -c 3000000 /dev/urandom | git hash-object -w --stdin)
            tree=$(printf '100644 blob %s\\tmuch\\n' "$blob" | git mktree)
            commit=$(git commit-tree -p HEAD -m much "$tree")
            said=$(git push origin "$commit:refs/heads/elsewhere" 2>&1) && said='it was let in'
            cook ask "elsewhere said: $(printf '%s' "$said" | tr '\\n' ' ')"
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HostileServer server;
    private final Person reader;

    RefusedPushTest() throws IOException, InterruptedException {
        server = new HostileServer("");
        reader = member("reader", "read");
    }

    @AfterAll
    void close() throws IOException {
        server.close();
    }

    private Person member(String name, String role) throws IOException, InterruptedException {
        Person person = server.cook.newcomer(name);
        server.ada.ssh("repo", "role", HostileServer.REPO, name, role).ok();
        return person;
    }

    /** A clone with a commit of much that no compression makes less. */
    private static Path much(Person person, String name) throws IOException, InterruptedException {
        Path work = person.home().resolve(name);
        person.git(person.home(), "clone", "-q", person.url(HostileServer.REPO), work.toString())
                .ok();
        byte[] noise = new byte[MUCH];
        new Random(name.hashCode()).nextBytes(noise);
        Files.write(work.resolve("noise"), noise);
        person.git(work, "add", "noise").ok();
        person.git(work, "commit", "-q", "-m", "Much").ok();
        return work;
    }

    @Test
    void aReaderIsRefusedAndHearsWhyHoweverMuchTheySend() throws Exception {
        Path work = much(reader, "over-ssh");
        Ended push = reader.git(work, "push", "origin", "HEAD:refs/heads/mine", "HEAD:refs/tags/mine")
                .refused();
        assertThat(push.err()).contains("[remote rejected]", "you can read this repository but not push");
        server.leftNothing();
    }

    @Test
    void aReaderIsRefusedOverHttpAsWell() throws Exception {
        Path work = much(reader, "over-http");
        String token = reader.ssh("token", "create", "--scope", "write", "--expires", "1h", "--label", "t")
                .ok()
                .said();
        String url = server.cook.server().httpUrl().replace("://", "://x:" + token + "@") + "/" + HostileServer.REPO;
        Ended push = reader.git(work, "push", url, "HEAD:refs/heads/mine").refused();
        assertThat(push.err()).contains("[remote rejected]", "you can read this repository but not push");
        server.leftNothing();
    }

    @ParameterizedTest
    @EnumSource
    void commandsAreJudgedBeforeThePackIsRead(Wire.Way way) throws Exception {
        RawPack some = new RawPack();
        String tip = some.commitOf("100644", "a", "x");
        Wire.Answer answer = server.wire.push(
                way, HostileServer.REPO, "refs/fossils/1/x", tip, RawPack.bytes("this is not even a pack"));
        assertThat(answer.said())
                .contains("unpack ok", "ng refs/fossils/1/x only Cook writes fossils")
                .doesNotContain("unpack error");
        server.leftNothing();
    }

    @Test
    void whatOnlyThePackTellsIsFoundOutBeforeItIsKept() throws Exception {
        Person lander = member("lander", "land");
        Path work = much(lander, "rewriting");
        lander.git(work, "commit", "-q", "--amend", "--no-edit", "--reset-author")
                .ok();
        lander.git(work, "checkout", "-q", "--orphan", "other").ok();
        lander.git(work, "commit", "-q", "-m", "Another history").ok();
        Ended push = lander.git(work, "push", "--force", "origin", "HEAD:refs/heads/main")
                .refused();
        assertThat(push.err()).contains("only an admin may rewrite or delete main");
        server.leftNothing();
    }

    @Test
    void ofAnAtomicPushWithOneRefRefusedNothingStays() throws Exception {
        Person writer = member("writer", "write");
        Path work = much(writer, "atomic");
        Ended push = writer.git(work, "push", "--atomic", "origin", "HEAD:refs/heads/good-one", "HEAD:refs/heads/main")
                .refused();
        assertThat(push.err())
                .contains(
                        "pushing to the target branch main needs the land role",
                        "another ref in this atomic push was refused");
        server.leftNothing();
    }

    @Test
    void aPushThatIsTooLateLeavesNothing() throws Exception {
        RawPack some = new RawPack();
        String tip = some.commitOf("100644", "late", "x".repeat(100_000));
        Wire.Answer answer = server.wire.push(
                Wire.Way.SSH, HostileServer.REPO, some.bytes(), "1".repeat(40) + " " + tip + " refs/heads/main");
        assertThat(answer.said()).contains("ng refs/heads/main ").doesNotContain("ok refs/heads/main");
        server.leftNothing();
    }

    @Test
    void anAgentThatPushesToAnotherBranchLeavesNothing() throws Exception {
        // A server of its own: what the agent saves by itself is kept.
        try (HostileServer own = new HostileServer(Map.of("trespasser", TRESPASSER), "")) {
            String url = own.ada.url(HostileServer.REPO);
            own.ada
                    .git(
                            own.work,
                            "push",
                            "-q",
                            url,
                            "main:refs/heads/task",
                            "-o",
                            "agent=trespasser",
                            "-o",
                            "prompt=go")
                    .ok();
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(own.ada
                            .ssh("branch", "show", HostileServer.REPO, "task")
                            .ok()
                            .out())
                    .contains("elsewhere said:")
                    .contains("this environment can push only to task"));
            assertThat(own.bytes()).isLessThan(1_000_000);
        }
    }
}
