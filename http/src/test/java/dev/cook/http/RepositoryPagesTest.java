package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestResult;
import dev.cook.http.repository.RepoAddress;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repository holds, pushed by the real git, with whatever may be in it. */
class RepositoryPagesTest {
    private static final String HTML = "<img src=x onerror=alert(1)>";
    private static final RepoName TEA = new RepoName("team/tea");

    @TempDir
    private static Path directory;

    private static HttpTestServer server;
    private static Repo tea;
    private static Account ada;
    private static Browser browser;
    private static Browser others;
    private static GitClient git;
    private static Path work;
    private static String first;
    private static String second;

    @BeforeAll
    static void open() throws Exception {
        server = new HttpTestServer();
        ada = server.account("ada");
        tea = server.repo("team/tea", ada);
        server.grant(tea, ada, Role.ADMIN);
        browser = new Browser(server.port, server.cookie(ada));
        others = new Browser(server.port, server.cookie(server.account("eve")));
        git = new GitClient(Files.createDirectory(directory.resolve("home")));
        work = directory.resolve("work");
        git.ok(directory, "init", "-q", "-b", "main", work.toString());
        write("README.md", "# The pot\n\n[brew](src/Brew.java) ![p](pot.png) <script>alert(1)</script>\n");
        write("src/Brew.java", "class Brew {\n  // " + HTML + "\n  int water;\n}\n");
        write("old", "moved later\nwith some lines\nthat stay\n");
        first = commit("Begin " + HTML + "\n\nwhy " + HTML);
        write("src/Brew.java", "class Brew {\n  // " + HTML + "\n  int hotWater;\n}\n");
        write("info/refs", "a file that is called like what git asks for\n");
        write("git-upload-pack", "another\n");
        write(HTML.replace("/", ""), "hostile name\n");
        write("a b;c\\d #?%25.txt", "odd name\n");
        write("new\nline", "odd name\n");
        write("日本語/ü", "names of all languages\n");
        write("page.html", "<script>alert(1)</script>\n");
        write("evil.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>\n");
        write("long.js", "x".repeat(1 << 20) + "\n");
        write("many", "line\n".repeat(3_000));
        write("empty", "");
        Files.write(work.resolve("pot.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0});
        Files.write(work.resolve("pot.bin"), new byte[] {0, 1, 2, 3});
        Files.createSymbolicLink(work.resolve("link"), Path.of("/etc/passwd"));
        write("large", "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 99\n");
        git.ok(work, "mv", "old", "new");
        second = commit("Change all");
        git.ok(work, "tag", "-a", "v1", "-m", "the first", first);
        git.ok(work, "tag", "main/odd", first);
        git.ok(work, "checkout", "-q", "-b", "fix/deep", first);
        write("side", "beside\n");
        commit("Work aside");
        String token = server.token(ada);
        String address = "http://ada:" + token + "@127.0.0.1:" + server.port + "/team/tea.git";
        git.ok(work, "push", "-q", address, "main", "v1", "main/odd");
        git.ok(work, "push", "-q", address, "fix/deep");
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    private static void write(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String commit(String message) throws Exception {
        git.ok(work, "add", "-A");
        git.ok(work, "commit", "-q", "-m", message);
        return git.ok(work, "rev-parse", "HEAD").strip();
    }

    private static String body(String path) throws Exception {
        HttpResponse<String> answer = browser.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body()).as(path).doesNotContain(HTML, "<script>alert");
        return answer.body();
    }

    @Test
    void everyFileOfADirectoryOpensWhateverItIsCalled() throws Exception {
        String root = body(RepoAddress.files(TEA, "main", ""));
        assertThat(root)
                .contains("<h1 id=\"doc-the-pot\">The pot</h1>", "href=\"/team/tea/-/files/main/src/Brew.java\"");
        for (String path : List.of(
                "README.md",
                "src",
                "src/Brew.java",
                "info/refs",
                "git-upload-pack",
                HTML.replace("/", ""),
                "a b;c\\d #?%25.txt",
                "new\nline",
                "日本語/ü",
                "page.html",
                "evil.svg",
                "long.js",
                "many",
                "empty",
                "pot.png",
                "pot.bin",
                "link",
                "large")) {
            String address = RepoAddress.files(TEA, "main", path);
            assertThat(body(address)).as(path).contains("aria-current=\"page\"");
            if (!path.contains("/")) {
                assertThat(root).as("a link to %s", path).contains("href=\"" + address.replace("&", "&amp;") + "\"");
            }
            if (!path.equals("src")) {
                HttpResponse<String> raw = browser.get(RepoAddress.raw(TEA, "main", path));
                assertThat(raw.statusCode()).as(path).isEqualTo(path.equals("large") ? 404 : 200);
            }
        }
        assertThat(body(RepoAddress.files(TEA, "main", "src/Brew.java")))
                .contains("id=\"L3\"", "int hotWater;", "&lt;img src=x onerror=alert(1)&gt;");
        assertThat(body(RepoAddress.files(TEA, "main", "long.js")))
                .hasSizeLessThan(20_000)
                .contains("more characters");
        assertThat(body(RepoAddress.files(TEA, "main", "link"))).contains("/etc/passwd");
        assertThat(body(RepoAddress.files(TEA, "main", "large"))).contains("Git LFS, 99 bytes");
        assertThat(body(RepoAddress.files(TEA, "main", "pot.bin"))).contains("Binary file, 4 bytes");
        assertThat(body(RepoAddress.files(TEA, "main", "many")))
                .contains("id=\"L2000\"", "from=2001")
                .doesNotContain("id=\"L2001\"");
        assertThat(body(RepoAddress.files(TEA, "main", "many") + "?from=2001")).contains("id=\"L3000\"");
    }

    @Test
    void aRefIsABranchATagOrACommitTheLongestNameFirst() throws Exception {
        assertThat(body(RepoAddress.files(TEA, "fix/deep", "side"))).contains("beside");
        assertThat(body(RepoAddress.files(TEA, "v1", "src/Brew.java"))).contains("int water;");
        assertThat(body(RepoAddress.files(TEA, first, "src/Brew.java"))).contains("int water;");
        assertThat(body(RepoAddress.files(TEA, "main/odd", "old"))).contains("moved later");
        assertThat(browser.get(RepoAddress.files(TEA, "main/odd", "new")).statusCode())
                .isEqualTo(404);
        assertThat(body(RepoAddress.branches(TEA)))
                .as("its plain name would lead to the tag main/odd for files below odd")
                .contains("/team/tea/-/files/refs/heads/main\"", "/team/tea/-/files/fix/deep\"", "target");
        assertThat(body(RepoAddress.tags(TEA))).contains("/-/files/refs/tags/v1\"");
        assertThat(browser.get("/team/tea/-/files").headers().firstValue("Location"))
                .contains("/team/tea/-/files/refs/heads/main");
        assertThat(browser.get("/Team/TEA.git/-/files/v1/src").headers().firstValue("Location"))
                .contains("/team/tea/-/files/v1/src");
    }

    @Test
    void bytesAreServedSoThatNothingInThemRuns() throws Exception {
        for (String path : List.of("page.html", "evil.svg", "src/Brew.java", "link", "README.md")) {
            HttpResponse<String> raw = browser.get(RepoAddress.raw(TEA, "main", path));
            assertThat(raw.headers().firstValue("Content-Type")).as(path).contains("text/plain; charset=utf-8");
            assertThat(raw.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(raw.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'; sandbox");
        }
        assertThat(browser.get(RepoAddress.raw(TEA, "main", "page.html")).body())
                .isEqualTo("<script>alert(1)</script>\n");
        HttpResponse<byte[]> bin = browser.http()
                .send(browser.request(RepoAddress.raw(TEA, "main", "pot.bin")).build(), BodyHandlers.ofByteArray());
        assertThat(bin.body()).containsExactly(0, 1, 2, 3);
        assertThat(bin.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(bin.headers().firstValue("Content-Disposition")).contains("attachment; filename*=UTF-8''pot.bin");
        assertThat(browser.get(RepoAddress.raw(TEA, "main", "pot.png"))
                        .headers()
                        .firstValue("Content-Type"))
                .contains("image/png");
    }

    @Test
    void histories() throws Exception {
        assertThat(body(RepoAddress.history(TEA, "main", ""))).containsSubsequence("Change all", "Begin ");
        assertThat(body(RepoAddress.history(TEA, "main", "README.md")))
                .contains("Begin ")
                .doesNotContain("Change all");
        assertThat(body(RepoAddress.history(TEA, "main", "nothing"))).contains("No commits");
        assertThat(browser.get(RepoAddress.history(TEA, "main", "") + "?from=10001")
                        .statusCode())
                .isEqualTo(400);
        assertThat(body(RepoAddress.commit(TEA, new Oid(first))))
                .contains("Begin &lt;img", "why &lt;img", "ada@example.org");
        assertThat(body(RepoAddress.commit(TEA, new Oid(second))))
                .contains("<mark>water</mark>", "<mark>hotWater</mark>", "old → new", "/-/commit/" + first);
        assertThat(body(RepoAddress.blame(TEA, "main", "src/Brew.java")))
                .containsSubsequence(first, "class Brew", second, "int hotWater", first);
        assertThat(browser.get(RepoAddress.blame(TEA, "main", "pot.bin")).statusCode())
                .isEqualTo(404);
        assertThat(body(RepoAddress.blame(TEA, "main", "long.js"))).contains("too large to trace");
    }

    @Test
    void twoRefsAreComparedFromWhereTheyWentApart() throws Exception {
        assertThat(body(RepoAddress.compare(TEA, "main", "fix/deep")))
                .contains("Work aside", "beside", first.substring(0, 10))
                .doesNotContain("Change all", "hotWater");
        assertThat(browser.get("/team/tea/compare/main...fix/deep").headers().firstValue("Location"))
                .contains("/team/tea/-/compare/main...fix/deep");
        assertThat(body(RepoAddress.compare(TEA, first, first))).contains("0 commits", "0 changed files");
        assertThat(browser.get(RepoAddress.compare(TEA, "main", "nothing")).statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/team/tea/-/compare/main").statusCode()).isEqualTo(404);
        assertThat(browser.get(RepoAddress.compare(TEA, "main", "fix/deep") + "?file=9")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aSearchFindsPathsAndLines() throws Exception {
        assertThat(body(RepoAddress.search(TEA, "main") + "?q=HOTWATER"))
                .contains("src/Brew.java", "<mark>hotWater</mark>");
        assertThat(body(RepoAddress.search(TEA, "main") + "?q=brew.j")).contains(">src/Brew.java</a></li>");
        assertThat(body(RepoAddress.search(TEA, "main") + "?q=%3Cimg")).contains("<mark>&lt;img</mark>");
        assertThat(body(RepoAddress.search(TEA, "main") + "?q=nowhere+at+all")).contains("Nothing holds this text");
        assertThat(browser.get(RepoAddress.search(TEA, "main") + "?q=" + "x".repeat(201))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoMayNotReadLearnsNothingAndHiddenCommitsAreNotThere() throws Exception {
        for (String path : List.of(
                RepoAddress.files(TEA, "main", ""),
                RepoAddress.raw(TEA, "main", "README.md"),
                RepoAddress.commit(TEA, new Oid(first)),
                RepoAddress.search(TEA, "main") + "?q=water",
                RepoAddress.branches(TEA),
                RepoAddress.compare(TEA, "main", "v1"))) {
            HttpResponse<String> there = others.get(path);
            HttpResponse<String> nowhere = others.get(path.replace("/team/tea/", "/team/pot/"));
            assertThat(there.statusCode()).as(path).isEqualTo(404);
            assertThat(there.body().replace("team/tea", "team/pot")).as(path).isEqualTo(nowhere.body());
            assertThat(new Browser(server.port, "").get(path).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }

        git.ok(work, "checkout", "-q", "-b", "gone", first);
        write("secret", "what was taken back\n");
        String gone = commit("Say too much");
        String address = "http://ada:" + server.token(ada) + "@127.0.0.1:" + server.port + "/team/tea.git";
        git.ok(work, "push", "-q", address, "gone");
        String permanent = RepoAddress.files(TEA, gone, "secret");
        assertThat(body(permanent)).contains("taken back");
        server.store.change(tx -> {
            tx.refs().move(tea.id(), List.of(RefChange.delete("refs/heads/gone", new Oid(gone), "deleted")), "ada");
            tx.refs().move(tea.id(), List.of(RefChange.create("refs/fossils/1/gone", new Oid(gone), "deleted")), "ada");
        });
        for (String hidden : List.of(
                permanent,
                RepoAddress.raw(TEA, gone, "secret"),
                RepoAddress.commit(TEA, new Oid(gone)),
                RepoAddress.history(TEA, gone, ""),
                RepoAddress.blame(TEA, gone, "secret"),
                RepoAddress.search(TEA, gone) + "?q=taken",
                RepoAddress.compare(TEA, "main", gone),
                RepoAddress.files(TEA, "refs/fossils/1/gone", "secret"))) {
            assertThat(browser.get(hidden).statusCode()).as(hidden).isEqualTo(404);
            assertThat(browser.get(hidden).body()).as(hidden).doesNotContain("taken back");
        }
    }

    @Test
    void aPageThatTheBrowserHasIsNotSentAgainAndAskedForEachTime() throws Exception {
        String address = RepoAddress.files(TEA, "v1", "src/Brew.java");
        HttpResponse<String> page = browser.get(address);
        String tag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(page.headers().firstValue("Cache-Control")).contains("private, no-cache");

        HttpResponse<String> again = browser.http()
                .send(browser.request(address).header("If-None-Match", tag).build(), BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(browser.http()
                        .send(
                                browser.request(RepoAddress.files(TEA, "main", "src/Brew.java"))
                                        .header("If-None-Match", tag)
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.http()
                        .send(
                                others.request(address)
                                        .header("If-None-Match", tag)
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.get(RepoAddress.files(TEA, "main", "nothing"))
                        .headers()
                        .firstValue("ETag"))
                .isEmpty();
    }

    @Test
    void aRepositoryWithoutCommitsSaysHowToBegin() throws Exception {
        server.repo("empty", ada);
        assertThat(body("/empty/-/files")).contains("has no commits yet");
        assertThat(body("/empty/-/branches")).contains("No branches");
        assertThat(browser.get("/empty/-/files/main").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageOfGatesSaysHowManyRunsPassedAndHowLongTheyTook() throws Exception {
        Repo repo = server.repo("gated", ada);
        assertThat(body("/gated/-/gates")).contains("No gate has run");
        int number = 0;
        for (GateRunState as : List.of(GateRunState.PASSED, GateRunState.FAILED, GateRunState.PASSED)) {
            Branch branch = server.branch(repo, "fix-" + number++, "");
            GateRunId run = server.gate(server.candidate(branch), "test", "true");
            server.judged(branch, run, server.runs(branch, run), as, "because", "");
            if (as == GateRunState.FAILED) {
                server.store.change(tx -> tx.gateRuns().markFlake(run));
                server.store.change(tx -> tx.testHistory()
                        .add(
                                repo.id(),
                                repo.defaultBranch(),
                                "test",
                                run,
                                List.of(new TestResult(HTML, TestOutcome.FAILED, Optional.empty(), ""))));
            }
        }
        GateRunId waits = server.gate(server.candidate(server.branch(repo, "waits", "")), "slow", "true");
        assertThat(waits).isNotNull();

        assertThat(body("/gated/-/gates"))
                .contains(
                        "66% of 3 runs",
                        "<dt>Flaky</dt><dd>1</dd>", "2 passed, 1 failed</title>", "failed 1, flaky 0 of 1")
                .contains("<rect class=\"passed\"", "&lt;img src=x")
                .doesNotContain("slow");
        assertThat(body("/gated/-/gates?target=%3Cimg")).contains("66% of 3 runs");
        assertThat(others.get("/gated/-/gates").statusCode()).isEqualTo(404);
    }
}
