package dev.cook.app;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are meant to do harm on the machine of whoever reads, merges or checks them out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileObjectsTest {
    private static final String ELSEWHERE = "1234567890123456789012345678901234567890";

    private static final String MODULES = """
            [submodule "lib"]
            \tpath = lib
            \turl = https://example.org/lib
            """;

    private final HostileServer server;

    HostileObjectsTest() throws IOException, InterruptedException {
        server = new HostileServer("");
    }

    @AfterAll
    void close() throws IOException, InterruptedException {
        try (server) {
            server.othersGoOn();
        }
    }

    private void refuses(RawPack pack, String tip, String why) throws IOException, InterruptedException {
        server.refuses(Wire.Way.HTTP, tip, pack.bytes(), why);
    }

    private void refusesFile(String mode, String name, String content, String why)
            throws IOException, InterruptedException {
        RawPack pack = new RawPack();
        refuses(pack, pack.commitOf(mode, name, content), why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git",
                ".GIT",
                ".Git",
                "git~1",
                "GIT~1",
                ".g\u200cit",
                ".gi\u202et",
                "\u200d.git",
                "\ufeff.git",
                ".git ",
                ".git.",
                ".git...",
                ".git::$INDEX_ALLOCATION",
                ".git:x",
                ".git\\hooks"
            })
    void namesThatAreGitsOwnOnSomeSystemAreRefused(String name) throws Exception {
        RawPack pack = new RawPack();
        String inside = pack.tree(RawPack.entry("100644", "config", pack.blob("[core]\n")));
        refuses(
                pack,
                pack.commit(pack.tree(RawPack.entry("40000", name, inside))),
                ".git".equals(name) ? "'.git'" : "");
    }

    @ParameterizedTest
    @CsvSource({"..,invalid name '..'", ".,invalid name '.'", "'',zero length name", "a/b,name contains '/'"})
    void namesThatLeadElsewhereAreRefused(String name, String why) throws Exception {
        refusesFile("100644", name, "x", why);
    }

    @Test
    void namesThatOnlyLookLikeGitsOwnAreTaken() throws Exception {
        RawPack pack = new RawPack();
        String blob = pack.blob("x");
        String tree = pack.tree(
                RawPack.entry("100644", ".gitea", blob),
                RawPack.entry("100644", ".github", blob),
                RawPack.entry("100644", ".gitignore", blob),
                RawPack.entry("120000", ".gitlab", blob),
                RawPack.entry("100644", "git", blob),
                RawPack.entry("100644", "gitmodules", blob),
                RawPack.entry("100644", "git~12", blob),
                RawPack.entry("100644", "\u00fcber", blob),
                RawPack.entry("100644", "\u200cx", blob));
        server.takes(Wire.Way.HTTP, pack.commit(tree), pack.bytes());
    }

    @Test
    void treesThatAreNoDirectoriesAreRefused() throws Exception {
        RawPack twice = new RawPack();
        String blob = twice.blob("x");
        byte[] entry = RawPack.entry("100644", "a", blob);
        refuses(twice, twice.commit(twice.tree(entry, entry)), "duplicate entry names");

        RawPack unsorted = new RawPack();
        unsorted.blob("x");
        refuses(
                unsorted,
                unsorted.commit(unsorted.tree(RawPack.entry("100644", "b", blob), entry)),
                "incorrectly sorted");

        RawPack zero = new RawPack();
        refuses(zero, zero.commit(zero.tree(RawPack.entry("100644", "a", Wire.NOTHING))), "null SHA-1");
    }

    @Test
    void aTreeOfTenThousandLevelsIsRefused() throws Exception {
        RawPack pack = new RawPack();
        refuses(pack, pack.commit(nested(pack, 10_000)), "more than 50 directories deep");
    }

    @Test
    void aTreeOfFiftyLevelsIsTakenAndOneMoreIsNot() throws Exception {
        RawPack fifty = new RawPack();
        server.takes(Wire.Way.HTTP, fifty.commit(nested(fifty, 50)), fifty.bytes());
        RawPack more = new RawPack();
        refuses(more, more.commit(nested(more, 51)), "more than 50 directories deep");
    }

    /** A tree with that many directories below each other, and a file at the bottom. */
    private static String nested(RawPack pack, int levels) {
        String tree = pack.tree(RawPack.entry("100644", "file", pack.blob(Integer.toString(levels))));
        for (int i = 0; i < levels; i++) {
            tree = pack.tree(RawPack.entry("40000", "d", tree));
        }
        return tree;
    }

    @Test
    void aTreeOfMoreThanAHundredThousandEntriesIsRefused() throws Exception {
        RawPack pack = new RawPack();
        String blob = pack.blob("x");
        byte[][] entries = new byte[100_001][];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = RawPack.entry("100644", "f%06d".formatted(i), blob);
        }
        refuses(pack, pack.commit(pack.tree(entries)), "the tree has more than 100000 entries");
    }

    @Test
    void aDirectoryOfMoreThanSixteenMebibytesIsRefused() throws Exception {
        RawPack pack = new RawPack();
        String blob = pack.blob("x");
        byte[][] entries = new byte[80_000][];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = RawPack.entry("100644", "f%0200d".formatted(i), blob);
        }
        String tree = pack.tree(entries);
        refuses(
                pack,
                pack.commit(tree),
                "tree " + tree + " has 18320000 bytes, and the rule largeTree allows 16777216");
    }

    @Test
    void commitsAndTagsOfMoreThanAMebibyteAreRefusedByNameWithAWayOut() throws Exception {
        String message = "x".repeat(1 << 20);
        RawPack commit = new RawPack();
        String tree = commit.tree(RawPack.entry("100644", "a", commit.blob("x")));
        String large = commit.saying(tree, message);
        refuses(commit, large, "commit " + large + " has ");
        refuses(commit, large, "the rule largeMessage allows 1048576; shorten its message");

        RawPack tag = new RawPack();
        String tip = tag.commit(tag.tree(RawPack.entry("100644", "a", tag.blob("x"))));
        String largeTag = tag.tagSaying(tip, "commit", message);
        refuses(tag, largeTag, "tag " + largeTag + " has ");

        RawPack small = new RawPack();
        String fits =
                small.saying(small.tree(RawPack.entry("100644", "a", small.blob("x"))), "x".repeat((1 << 20) - 1_000));
        server.takes(Wire.Way.HTTP, fits, small.bytes());
    }

    private static String commitBy(RawPack pack, String author, String message) {
        String tree = pack.tree(RawPack.entry("100644", "a", pack.blob("x")));
        return pack.object(RawPack.COMMIT, RawPack.bytes("""
                tree %s
                author %s
                committer Eve <eve@example.org> 1700000000 +0000

                %s
                """.formatted(tree, author, message)));
    }

    @ParameterizedTest
    @CsvSource({
        "Eve <eve@example.org> 99999999999999999999 +0000,hostile,a date that is too large for git,badDateOverflow",
        "Eve <eve@example.org> 01700000000 +0000,hostile,zeros before the date,zeroPaddedDate",
        "Eve <eve@example.org> 1700000000 +0000,hos\0tile,a NUL byte in its message,nulInCommit",
        "<eve@example.org> 1700000000 +0000,hostile,no name in its author line,missingNameBeforeEmail"
    })
    void whatGitItselfWouldRefuseIsToldWithTheCommitTheRuleAndTheWayOut(
            String author, String message, String what, String rule) throws Exception {
        RawPack pack = new RawPack();
        String commit = commitBy(pack, author, message);
        refuses(pack, commit, "commit " + commit + " has " + what);
        refuses(pack, commit, "(git's rule " + rule + "); rewrite the history that holds it with git commit --amend");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Eve <eve@example.org> 1700000000 --700",
                "Eve <eve@example.org> 1700000000 +051800",
                "Eve <eve@example.org>1700000000 +0000",
                "Eve<eve@example.org> 1700000000 +0000",
                "Eve <eve@example.org> 9223372036854775807 +0000"
            })
    void whatOldToolsWroteIsTaken(String author) throws Exception {
        RawPack pack = new RawPack();
        server.takes(Wire.Way.HTTP, commitBy(pack, author, "old"), pack.bytes());
    }

    @Test
    void aModeThatNoNumberHoldsIsRefused() throws Exception {
        RawPack pack = new RawPack();
        String blob = pack.blob("x");
        refuses(pack, pack.commit(pack.tree(RawPack.entry("7777777777100644", "a", blob))), "invalid mode");
    }

    @Test
    void attributesThatOverflowOldGitsAreRefused() throws Exception {
        refusesFile("100644", ".gitattributes", "x".repeat(2048), "has a line of 2048 bytes or more");
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        RawPack tree = new RawPack();
        refuses(tree, tree.commit(ELSEWHERE), "Missing tree " + ELSEWHERE);
        RawPack blob = new RawPack();
        refuses(blob, blob.commit(blob.tree(RawPack.entry("100644", "a", ELSEWHERE))), "Missing blob " + ELSEWHERE);
        RawPack parent = new RawPack();
        String some = parent.tree(RawPack.entry("100644", "a", parent.blob("x")));
        refuses(parent, parent.commit(some, ELSEWHERE), "Missing commit " + ELSEWHERE);
        RawPack wrong = new RawPack();
        refuses(wrong, wrong.commit(wrong.blob("x")), "is not a tree");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gitmodules",
                ".GITMODULES",
                "gitmod~1",
                ".gitmo\u200cdules",
                ".gitattributes",
                ".GitAttributes",
                "gitatt~1",
                ".gitignore",
                ".gitignore "
            })
    void filesThatGitReadsByItselfAreNoLinks(String name) throws Exception {
        refusesFile("120000", name, "/etc/passwd", "is a symbolic link, but must be a file");
    }

    private void refusesModules(String usual, String hostile, String why) throws IOException, InterruptedException {
        for (String name : List.of(".gitmodules", ".GITMODULES", "gitmod~1", ".gitmo\u200cdules")) {
            refusesFile("100644", name, MODULES.replace(usual, hostile), why);
        }
    }

    @Test
    void modulesThatMakeAClientRunOrReadOtherThingsAreRefused() throws Exception {
        refusesModules("url = https://example.org/lib", "url = -u./payload", "Invalid submodule URL '-u./payload'");
        refusesModules("example.org/lib", "example.org/%0ahost=evil", "an encoded line break in its url");
        refusesModules("path = lib", "update = !touch x", "runs a command as its update");
        refusesModules("[submodule", "[submodule \"open", "not valid");
    }

    @Test
    void modulesThatLieElsewhereAreRefused() throws Exception {
        refusesModules("\"lib\"", "\"../../hooks\"", "Invalid name");
        refusesModules("\"lib\"", "\"a\\\\..\\\\b\"", "Invalid name");
        refusesModules("path = lib", "path = -x", "Invalid submodule path '-x'");
        refusesModules("path = lib", "path = ../lib", "has '..' in its path");
        refusesModules("path = lib", "path = a/.GIT/hooks", "has '.GIT' in its path");
    }

    @Test
    void modulesWithControlCharactersAreRefused() throws Exception {
        refusesModules("path = lib", "path = \"lib\r\"", "control characters (see CVE-2025-48384)");
        refusesModules("\"lib\"", "\"lib\r\"", "control characters");
        refusesModules("path = lib", "path = \"li\\nb\"", "control characters in its path");
        refusesModules("url =", "url = \"\\b\" #", "control characters in its url");
    }

    @Test
    void usualModulesAreTakenAlsoFromWindows() throws Exception {
        RawPack plain = new RawPack();
        server.takes(Wire.Way.HTTP, plain.commitOf("100644", ".gitmodules", MODULES), plain.bytes());
        RawPack windows = new RawPack();
        String text = MODULES.replace("\n", "\r\n");
        server.takes(Wire.Way.HTTP, windows.commitOf("100644", ".gitmodules", text), windows.bytes());
    }

    @Test
    void modulesThatAreTooLargeToReadAreRefused() throws Exception {
        refusesFile("100644", ".gitmodules", "#" + "x".repeat(60 << 20), "is larger than 1048576 bytes");
    }
}
