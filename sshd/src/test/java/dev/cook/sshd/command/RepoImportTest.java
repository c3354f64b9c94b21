package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.git.Trees;
import dev.cook.sshd.Typing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepoImportTest {
    @TempDir
    Path home;

    private Path source;
    private Typing typing;
    private Caller.AccountCaller chief;

    @BeforeEach
    void open() throws Exception {
        source = Files.createDirectory(home.resolve("source"));
        typing = new Typing(home.resolve("data"));
        chief = typing.person("chief", true, true);
        git("init", "-q", "-b", "trunk");
        Files.writeString(source.resolve("a.txt"), "hello");
        git("add", "a.txt");
        git("commit", "-q", "-m", "first");
        git("tag", "-a", "v1", "-m", "one");
        git("branch", "feature/x");
    }

    @AfterEach
    void close() {
        typing.close();
    }

    @Test
    void branchesTagsAndTheMainBranchComeAlongWithAllTheirObjects() throws IOException {
        Typing.Answer answer = typing.type(chief, "repo", "import", "thing", source.toString());

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).isEqualTo("imported thing: 2 branches and 1 tags; the default branch is trunk\n");
        Repo repo = typing.store()
                .read(tx -> tx.repos().byName(new RepoName("thing")).orElseThrow());
        assertThat(repo.defaultBranch().value()).isEqualTo("trunk");
        var tag = typing.store()
                .read(tx -> tx.refs().get(repo.id(), "refs/tags/v1").orElseThrow());
        var tip = typing.store()
                .read(tx -> tx.refs().get(repo.id(), "refs/heads/feature/x").orElseThrow());
        assertThat(tag.peeled()).isEqualTo(tip.id());
        assertThat(new Trees(typing.repos).file(repo.id(), tip.id().orElseThrow(), "a.txt", 100))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("hello"));
        assertThat(typing.type(chief, "event", "tail").out()).contains("2 branches and 1 tag from " + source);
        try (Stream<Path> left = Files.walk(home.resolve("data/repos"))) {
            assertThat(left).noneMatch(path -> path.toString().contains("incoming-"));
        }
    }

    @Test
    void whatFailsLeavesTheNameFree() throws IOException {
        Path empty = Files.createDirectory(home.resolve("empty"));

        Typing.Answer nothing = typing.type(chief, "repo", "import", "thing", empty.toString());

        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.err()).contains("nothing was imported").contains("does not appear to be a git repository");
        assertThat(typing.type(chief, "repo", "list").out()).isEmpty();
        assertThat(typing.type(chief, "repo", "import", "thing", source.toString())
                        .status())
                .isZero();
        assertThat(typing.type(chief, "repo", "import", "thing", source.toString())
                        .status())
                .isEqualTo(4);
    }

    private static String commitAt(String date) {
        return "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> " + date + "\ncommitter A <a@b> " + date
                + "\n\nold\n";
    }

    private void branchOf(String name, String commit) throws Exception {
        Path file = home.resolve(name);
        Files.writeString(file, commit);
        git("hash-object", "-t", "tree", "-w", "/dev/null");
        git("hash-object", "-t", "commit", "-w", "--literally", file.toString());
        byte[] object = commit.getBytes(StandardCharsets.UTF_8);
        String id = new ObjectInserter.Formatter()
                .idFor(Constants.OBJ_COMMIT, object)
                .name();
        Files.writeString(source.resolve(".git/refs/heads/" + name), id + "\n");
    }

    @Test
    void whatOldToolsWroteComesAlong() throws Exception {
        branchOf("old", commitAt("1112911993 --700"));
        branchOf("older", commitAt("1112911993 +051800").replace("b> ", "b>"));

        Typing.Answer answer = typing.type(chief, "repo", "import", "thing", source.toString());

        assertThat(answer.out()).startsWith("imported thing: 4 branches");
    }

    @Test
    void whatGitRefusesIsNamedWithTheRuleAndTheWayOut() throws Exception {
        branchOf("never", commitAt("99999999999999999999 +0000"));

        Typing.Answer answer = typing.type(chief, "repo", "import", "thing", source.toString());

        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .contains("nothing was imported: ", "badDateOverflow", "rewrite the history that holds this object")
                .doesNotContain("clone the source and push it");
    }

    @Test
    void whatOnlyCookRefusesInAPushIsRefusedInAnImport() throws Exception {
        String why = refusal("long", () -> {
            branchOf("long", commitAt("1112911993 +0000") + "x".repeat(1 << 20));
            return "refs/heads/long";
        });
        assertThat(why).contains("and the rule largeMessage allows 1048576", "and import again", "docs/pushing.md");

        Path deep = source;
        for (int i = 0; i < 51; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("f"), "x");
        assertThat(refusal("deep", () -> committed("deep"))).contains("lies more than 50 directories deep: 'd/d/d");

        Files.createSymbolicLink(source.resolve(".gitattributes"), Path.of("a.txt"));
        assertThat(refusal("linked", () -> committed("linked")))
                .contains("'.gitattributes' is a symbolic link, but must be a file");

        Files.writeString(source.resolve(".gitattributes"), "x".repeat(3000) + " text\n");
        assertThat(refusal("wide", () -> committed("wide"))).contains("gitattributesLineLength");

        Files.createDirectories(source.resolve("a\nb"));
        Files.writeString(source.resolve("a\nb/f"), "x");
        assertThat(refusal("broken", () -> committed("broken")))
                .contains("has a directory with a line break in its name");

        assertThat(typing.type(chief, "repo", "import", "thing", source.toString())
                        .out())
                .as("once nothing of that is left")
                .startsWith("imported thing: 2 branches");
    }

    /** A ref that exists for as long as an import of it is tried. */
    private interface Ref {
        String make() throws Exception;
    }

    private String refusal(String name, Ref ref) throws Exception {
        String made = ref.make();
        Typing.Answer answer = typing.type(chief, "repo", "import", "thing", source.toString());
        git("update-ref", "-d", made);
        assertThat(answer.status()).as(name).isEqualTo(1);
        assertThat(answer.err())
                .as(name)
                .contains("nothing was imported: ")
                .doesNotContain("unknown repository extension");
        return answer.err();
    }

    /** All of the working tree on a branch of its own. */
    private String committed(String branch) throws Exception {
        git("checkout", "-q", "--detach");
        git("add", "-A");
        git("commit", "-q", "-m", branch);
        git("update-ref", "refs/heads/" + branch, "HEAD");
        git("checkout", "-q", "trunk");
        return "refs/heads/" + branch;
    }

    @Test
    void aChainOfTagsIsLeftOutByName() throws Exception {
        git("tag", "-a", "t0", "-m", "x", "trunk");
        for (int i = 1; i <= 11; i++) {
            git("tag", "-a", "t" + i, "-m", "x", "t" + (i - 1));
        }

        Typing.Answer answer = typing.type(chief, "repo", "import", "thing", source.toString());

        assertThat(answer.err())
                .contains("skipped refs/tags/t11: the tag is a chain of more than 10 tags")
                .contains("skipped refs/tags/t10: ")
                .doesNotContain("skipped refs/tags/t9");
        assertThat(answer.out()).startsWith("imported thing: 2 branches and 11 tags");
    }

    @Test
    void aRefThatIsNotUtf8IsLeftOutByName() throws Exception {
        Path packed = source.resolve(".git/packed-refs");
        String tip = Files.readString(source.resolve(".git/refs/heads/trunk")).strip();
        Files.write(packed, (tip + " refs/heads/caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));

        Typing.Answer answer = typing.type(chief, "repo", "import", "thing", source.toString());

        assertThat(answer.err()).contains("skipped refs/heads/caf", "the name is not UTF-8");
        assertThat(answer.out()).startsWith("imported thing: 2 branches");
    }

    @Test
    void onlySiteAdminsImportAndOnlyOverKnownProtocols() {
        Caller.AccountCaller ann = typing.person("ann", false, true);

        assertThat(typing.type(ann, "repo", "import", "thing", source.toString())
                        .status())
                .isEqualTo(1);
        for (String bad : List.of(
                "ext::sh -c id", "--upload-pack=id", "source", "http://x/y", "https://me:pw@x/y", "ssh://-oProxy/x")) {
            assertThat(typing.type(chief, "repo", "import", "thing", "--", bad).status())
                    .as(bad)
                    .isEqualTo(2);
        }
        assertThat(typing.type(chief, "repo", "list").out()).isEmpty();
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "advice.nestedTag=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(source.toFile()).inheritIO();
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null"));
        assertThat(builder.start().waitFor()).isZero();
    }
}
