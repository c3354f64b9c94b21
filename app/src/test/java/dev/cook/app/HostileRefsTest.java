package dev.cook.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of a push, and names of repositories, that no git would send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRefsTest {
    private final HostileServer server;
    private final String tip;
    private final byte[] pack;

    HostileRefsTest() throws IOException, InterruptedException {
        server = new HostileServer("push_commands = 100\n");
        RawPack some = new RawPack();
        tip = some.commitOf("100644", "a", "x");
        pack = some.bytes();
        server.takes(Wire.Way.HTTP, tip, pack);
    }

    @AfterAll
    void close() throws IOException, InterruptedException {
        try (server) {
            server.othersGoOn();
        }
    }

    private String create(String ref) {
        return Wire.NOTHING + " " + tip + " " + ref;
    }

    private Wire.Answer push(Wire.Way way, String... commands) throws IOException, InterruptedException {
        return server.wire.push(way, HostileServer.REPO, pack, commands);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refs/heads/a..b",
                "refs/heads/a.lock",
                "refs/heads/a@{b",
                "refs/heads/a\u0001b",
                "refs/heads/a\u007fb",
                "refs/heads/a b",
                "refs/heads/a\\b",
                "refs/heads//a",
                "refs/heads/",
                "/refs/heads/a",
                "main",
                "HEAD",
                ""
            })
    void refsThatGitDoesNotAllowEndThePush(String ref) throws Exception {
        Wire.Answer answer = push(Wire.Way.HTTP, create(ref));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.said()).contains("the push contains a command that is not 'OLD NEW REF'");
    }

    @Test
    void overSshTheStatusAndTheReasonAreTold() throws Exception {
        Wire.Answer answer = push(Wire.Way.SSH, create("refs/heads/a..b"));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.said()).contains("cook: the push contains a command that is not 'OLD NEW REF'");
    }

    @ParameterizedTest
    @CsvSource({
        "refs/heads/-a,no part of a branch's name may start with",
        "refs/heads/x/-a,no part of a branch's name may start with",
        "refs/tags/-v,no part of a branch's name may start with",
        "refs/heads/@,not a name that git allows",
        "refs/heads/HEAD,what git calls a commit",
        "refs/heads/1234567890123456789012345678901234567890,what git calls a commit",
        "refs/heads/main/x,conflicts with refs/heads/main",
        "refs/heads/MAIN,differs only in case from refs/heads/main",
        "refs/heads/cafe\u0301,not in Unicode's composed form",
        "refs/heads/a\u202eb,direction characters",
        "refs/heads/a\u200bb,zero-width",
        "refs/notes/a\u0085b,control",
        "refs/replace/1234567890123456789012345678901234567890,cannot be pushed",
        "refs/fossils/1/x,only Cook writes fossils",
        "refs/cook/x,reserved for Cook",
        "refs/Heads/a,cannot be pushed",
        "refs/x,cannot be pushed",
        "REFS/heads/a,funny refname"
    })
    void refsThatWouldConfuseAreRefusedEachWithItsReason(String ref, String why) throws Exception {
        Wire.Answer answer = push(Wire.Way.HTTP, create(ref));
        assertThat(answer.said()).contains("ng " + ref + " ").contains(why).doesNotContain("ok " + ref);
        server.leftNothing();
    }

    @ParameterizedTest
    @EnumSource(Wire.Way.class)
    void aNameThatIsNotUtf8IsRefusedAndMeansNoOther(Wire.Way way) throws Exception {
        Wire.Answer answer = server.wire.send(
                way,
                "git-receive-pack",
                HostileServer.REPO,
                RawPack.joined(
                        Wire.line((create("refs/heads/caf\u00e9") + "\0report-status").getBytes(ISO_8859_1)),
                        RawPack.bytes("0000"),
                        pack));
        assertThat(answer.said())
                .contains("ng refs/heads/caf\u00e9 the name is not UTF-8: rename the branch or tag with git branch -m")
                .doesNotContain("ok refs/heads/");
        server.leftNothing();
    }

    @Test
    void aNameOfMoreThanTwoHundredBytesIsRefused() throws Exception {
        assertThat(push(Wire.Way.HTTP, create("refs/heads/" + "x".repeat(201))).said())
                .contains("is longer than 200 bytes");
    }

    @Test
    void refsOfOnePushThatConflictAreRefused() throws Exception {
        assertThat(push(Wire.Way.HTTP, create("refs/heads/q"), create("refs/heads/q/r"))
                        .said())
                .contains("ng refs/heads/q conflicts with refs/heads/q/r");
        assertThat(push(Wire.Way.HTTP, create("refs/heads/Zz"), create("refs/heads/zz"))
                        .said())
                .contains("ng refs/heads/zz the name differs only in case from refs/heads/Zz");
        assertThat(push(Wire.Way.HTTP, create("refs/heads/t"), create("refs/heads/t"))
                        .said())
                .contains("this push names refs/heads/t more than once");
    }

    @Test
    void aBranchNamesACommitAndATagNoLongChain() throws Exception {
        RawPack blob = new RawPack();
        String id = blob.blob("x");
        assertThat(server.wire
                        .push(Wire.Way.HTTP, HostileServer.REPO, "refs/heads/b", id, blob.bytes())
                        .said())
                .contains("ng refs/heads/b a branch must point to a commit, and the pushed object is a blob");
        RawPack tags = new RawPack();
        String tag = tags.commitOf("100644", "a", "x");
        for (int i = 0; i < 10_000; i++) {
            tag = tags.tag(tag, i == 0 ? "commit" : "tag");
        }
        assertThat(server.wire
                        .push(Wire.Way.HTTP, HostileServer.REPO, "refs/tags/t", tag, tags.bytes())
                        .said())
                .contains("ng refs/tags/t the tag is a chain of more than 10 tags");
        server.leftNothing();
    }

    @ParameterizedTest
    @EnumSource
    void aHundredThousandCommandsAreNotEvenRead(Wire.Way way) throws Exception {
        Wire.Answer answer = push(
                way,
                IntStream.range(0, 100_000)
                        .mapToObj(i -> create("refs/heads/m" + i))
                        .toArray(String[]::new));
        assertThat(answer.status()).isEqualTo(way == Wire.Way.SSH ? 1 : 400);
        assertThat(answer.said()).contains("the refs and options of this push have more than 3145728 bytes");
    }

    @Test
    void moreCommandsThanTheServersFileAllowsAreRefused() throws Exception {
        String[] commands = IntStream.range(0, 101)
                .mapToObj(i -> create("refs/heads/m" + i))
                .toArray(String[]::new);
        assertThat(push(Wire.Way.HTTP, commands).said())
                .contains("ng refs/heads/m0 this push moves more than 100 refs");
    }

    @ParameterizedTest
    @EnumSource
    void pushOptionsThatDoNotEndAreCutOff(Wire.Way way) throws Exception {
        byte[] option = Wire.line("x".repeat(60_000));
        byte[][] lines = new byte[102][];
        Arrays.fill(lines, option);
        lines[0] = Wire.line(create("refs/heads/o") + "\0report-status push-options");
        lines[1] = RawPack.bytes("0000");
        Wire.Answer answer = server.wire.send(way, "git-receive-pack", HostileServer.REPO, RawPack.joined(lines));
        assertThat(answer.status()).isEqualTo(way == Wire.Way.SSH ? 1 : 400);
        assertThat(answer.said()).contains("the refs and options of this push have more than 3145728 bytes");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotGitsProtocolIsToldSo(Wire.Way way) throws Exception {
        Wire.Answer answer = server.wire.send(way, "git-receive-pack", HostileServer.REPO, RawPack.bytes("zzzz"));
        assertThat(answer.status()).isEqualTo(way == Wire.Way.SSH ? 1 : 400);
        assertThat(answer.said())
                .contains("the client does not speak git's protocol")
                .doesNotContain("broke");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../good", "..%2fgood", "%2e%2e/good", "a//b", "//good", "good%00", "good%0a", "-x", "a/-x", "~a"
            })
    void namesThatAreNoRepositorysLeadNowhere(String name) throws Exception {
        Wire.Answer ssh = server.wire.send(Wire.Way.SSH, "git-receive-pack", name, RawPack.bytes("0000"));
        assertThat(ssh.status()).as(ssh.said()).isEqualTo(2);
        assertThat(ssh.said()).startsWith("cook: this server offers only git fetch, git push and git lfs");
        for (String service : List.of("git-upload-pack", "git-receive-pack")) {
            Wire.Answer http = server.wire.send(Wire.Way.HTTP, service, name, RawPack.bytes("0000"));
            assertThat(http.status()).as(http.said()).isIn(400, 404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"good.git.git", "good.GIT", "api", "login", "_", "branches", "absent.lock"})
    void namesThatCannotBeTakenAreMissing(String name) throws Exception {
        Wire.Answer ssh = server.wire.send(Wire.Way.SSH, "git-receive-pack", name, RawPack.bytes("0000"));
        assertThat(ssh.said()).contains("no repository '" + name + "', or no access to it");
        assertThat(ssh.status()).isEqualTo(1);
        for (String service : List.of("git-upload-pack", "git-receive-pack")) {
            Wire.Answer http = server.wire.send(Wire.Way.HTTP, service, name, RawPack.bytes("0000"));
            assertThat(http.said()).contains("there is no repository '" + name + "'");
            assertThat(http.status()).isEqualTo(404);
        }
    }
}
