package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.hooks.Remarks;
import dev.cook.http.exchange.HttpLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitOverHttpTest {
    private static final int MIB = 1024 * 1024;

    /** Enough to meet a race of one push in three. */
    private static final int FIRST_PUSHES = 12;

    /** What a push does before it is over, once its commits are there. */
    private volatile Supplier<List<String>> before = List::of;

    @TempDir
    private Path directory;

    private HttpTestServer server;
    private Repo tea;
    private String good;
    private GitClient git;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(directory.resolve("home"));
        git = new GitClient(directory.resolve("home"));
        HttpLimits limits = HttpLimits.standard()
                .with(16 * MIB, 100, 50, Duration.ofSeconds(1))
                .with(some -> {
                    some.negotiation = MIB;
                    some.wrongSecrets = 5;
                });
        server = new HttpTestServer(limits, 0, remarks());
        Account ada = server.account("ada");
        tea = server.repo("tea", ada);
        server.store.change(tx -> tx.accounts().grant(tea.id(), ada.id(), Role.ADMIN));
        good = server.token(ada);
        http = HttpClient.newHttpClient();
    }

    private Remarks remarks() {
        return new Remarks() {
            @Override
            public boolean concern(String path) {
                return true;
            }

            @Override
            public List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher) {
                return before.get();
            }

            @Override
            public Optional<String> onAgent(BranchId branch) {
                return Optional.empty();
            }
        };
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
    }

    @Test
    void aCloneHoldsWhatWasPushed() throws Exception {
        Path work = commit("a.txt", "leaf");

        String pushed = git.ok(work, "push", address(good, "tea.git"), "main");
        git.ok(directory, "clone", address(good, "tea"), "clone");

        assertThat(pushed).contains("main -> main");
        assertThat(directory.resolve("clone/a.txt")).hasContent("leaf");
    }

    @Test
    void aLargePushIsStreamed() throws Exception {
        Path work = commit("a.txt", "leaf");
        byte[] noise = new byte[3 * MIB];
        new java.util.Random(1).nextBytes(noise);
        Files.write(work.resolve("noise"), noise);
        git.ok(work, "add", "noise");
        git.ok(work, "commit", "-m", "noise");

        git.ok(work, "push", address(good, "tea.git"), "main");
        git.ok(directory, "clone", address(good, "tea"), "clone");

        assertThat(directory.resolve("clone/noise")).hasBinaryContent(noise);
    }

    /** git begins a push of more than a megabyte with an empty one, to find out whether it may. */
    @Test
    void aLargeFirstPushMakesItsRepository() throws Exception {
        Path work = commit("a.txt", "leaf");
        byte[] noise = new byte[3 * MIB];
        new java.util.Random(2).nextBytes(noise);
        Files.write(work.resolve("noise"), noise);
        git.ok(work, "add", "noise");
        git.ok(work, "commit", "-m", "noise");

        for (int i = 0; i < FIRST_PUSHES; i++) {
            assertThat(git.ok(work, "push", address(good, "new" + i), "main")).contains("main -> main");
        }
    }

    @Test
    void fetchesUseProtocolVersionTwo() throws Exception {
        Path work = commit("a.txt", "leaf");
        git.ok(work, "push", address(good, "tea.git"), "main");

        HttpResponse<String> answer = http.send(
                request("/tea/info/refs?service=git-upload-pack", good)
                        .header("Git-Protocol", "version=2")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.body()).contains("version 2").contains("ls-refs").doesNotContain("refs/heads/main");
        assertThat(git.ok(directory, "-c", "protocol.version=0", "ls-remote", address(good, "tea")))
                .contains("refs/heads/main");
    }

    @Test
    void aWrongTokenAndNoTokenAreAskedForOne() throws Exception {
        HttpResponse<String> without = get("/tea.git/info/refs?service=git-upload-pack", Optional.empty());
        HttpResponse<String> wrong = get("/tea.git/info/refs?service=git-upload-pack", Optional.of("bad"));
        HttpResponse<String> missing = get("/none.git/info/refs?service=git-upload-pack", Optional.empty());

        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate"))
                .hasValue("Basic realm=\"Cook\", charset=\"UTF-8\"");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(missing.body()).isEqualTo(without.body());
        assertThat(git.run(directory, "clone", address("bad", "tea"), "no").status())
                .isNotZero();
    }

    @Test
    void aRepositoryThatIsMissingIsNamed() throws Exception {
        GitClient.Result result = git.run(directory, "clone", address(good, "none"), "no");

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).contains("there is no repository 'none'");
    }

    @Test
    void anAddressThatGuessesIsToldToWaitButARightTokenFromThereWorks() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(get("/tea/info/refs?service=git-upload-pack", Optional.of("bad" + i))
                            .statusCode())
                    .isEqualTo(401);
        }

        HttpResponse<String> another = get("/tea/info/refs?service=git-upload-pack", Optional.of("worse"));
        assertThat(another.statusCode()).isEqualTo(429);
        assertThat(another.headers().firstValue("Retry-After")).hasValue("60");
        assertThat(get("/tea/info/refs?service=git-upload-pack", Optional.of(good))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aGzipBombIsRefusedBeforeItIsUnpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] line = ("0032want " + "0".repeat(40) + "\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 40 * MIB / line.length; i++) {
                gzip.write(line);
            }
        }
        HttpRequest bomb = request("/tea/git-upload-pack", good)
                .header("Content-Type", "application/x-git-upload-pack-request")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                .build();

        HttpResponse<String> answer = http.send(bomb, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than " + MIB + " bytes");
    }

    @Test
    void damagedGzipIsTheClientsMistake() throws Exception {
        HttpRequest damaged = request("/tea/git-upload-pack", good)
                .header("Content-Type", "application/x-git-upload-pack-request")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("not gzip at all"))
                .build();

        assertThat(http.send(damaged, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    }

    @Test
    void aPushHearsOfWhatItStartedBeforeItIsOver() throws Exception {
        Path work = commit("a.txt", "leaf");
        git.ok(work, "branch", "other");
        CountDownLatch heard = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean arrived = new AtomicBoolean();
        before = () -> {
            if (asked.getAndIncrement() > 0) {
                // Only the client, which has read the line of the first branch, lets the push go on.
                arrived.set(within(heard, 30));
            }
            return List.of("a line of the first branch");
        };
        ProcessBuilder builder = new ProcessBuilder("git", "push", address(good, "tea.git"), "main", "other");
        builder.environment().put("HOME", directory.toString());
        Process push =
                builder.directory(work.toFile()).redirectErrorStream(true).start();

        try (InputStream output = push.getInputStream()) {
            StringBuilder seen = new StringBuilder();
            int c = output.read();
            while (c >= 0) {
                seen.append((char) c);
                if (seen.indexOf("a line of the first branch") >= 0) {
                    heard.countDown();
                }
                c = output.read();
            }
            assertThat(push.waitFor()).as(seen.toString()).isZero();
            assertThat(arrived).isTrue();
        }
    }

    @Test
    void aPushMayTakeLongerThanAClientMayBeSilent() throws Exception {
        Path work = commit("a.txt", "leaf");
        CountDownLatch never = new CountDownLatch(1);
        before = () -> {
            within(never, 3);
            return List.of();
        };

        assertThat(git.ok(work, "push", address(good, "tea.git"), "main")).contains("main -> main");
    }

    @Test
    void aRefusedPushIsToldWhy() throws Exception {
        Path work = commit("a.txt", "leaf");
        Account eve = server.account("eve");
        server.store.change(tx -> tx.accounts().grant(tea.id(), eve.id(), Role.READ));

        GitClient.Result result = git.run(work, "push", address(server.token(eve), "tea.git"), "main");

        assertThat(result.status()).isNotZero();
        assertThat(result.output())
                .contains("[remote rejected] main -> main")
                .contains("you can read this repository but not push");
    }

    @Test
    void theDumbProtocolIsRefusedWithAHint() throws Exception {
        HttpResponse<String> answer = get("/tea.git/info/refs", Optional.of(good));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("smart protocol");
        assertThat(get("/tea.git/objects/info/packs", Optional.of(good)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aPostThatIsNotGitsIsRefused() throws Exception {
        HttpRequest form = request("/tea/git-receive-pack", good)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();

        assertThat(http.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    @Test
    void answersCarryTheHeadersThatKeepPagesSafeAndNoVersion() throws Exception {
        HttpResponse<String> answer = get("/health", Optional.empty());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'");
    }

    private static boolean within(CountDownLatch latch, int seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Path commit(String file, String content) throws IOException, InterruptedException {
        Path work = directory.resolve("work");
        git.ok(directory, "init", "-b", "main", work.toString());
        Files.writeString(work.resolve(file), content);
        git.ok(work, "add", ".");
        git.ok(work, "commit", "-m", "first");
        return work;
    }

    private String address(String token, String repo) {
        return "http://x:" + token + "@127.0.0.1:" + server.port + "/" + repo;
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> get(String path, Optional<String> token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
