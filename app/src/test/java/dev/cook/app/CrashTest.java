package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kills the server without a warning, starts it again, and finds that nothing was lost and nothing done twice. */
class CrashTest {
    /** Events of the story after which the server is killed, each between two others. */
    private static final List<String> CHAPTERS =
            List.of("session 1: demo started (turn 1)", "gate test started", "session 1: demo started (turn 2)");

    /** Pushes to one server before it dies, at most. */
    private static final int PUSHES = 40;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theStoryEndsTheSameWhereverTheServerDies() throws Exception {
        long seed = Long.getLong("cook.seed", System.nanoTime() % 1_000_000);
        System.out.println("CrashTest: repeat with -Dcook.seed=" + seed);
        Random random = new Random(seed);
        try (TestSite site = TestSite.open();
                ServerProcess server = ServerProcess.start(site)) {
            Person ada = server.admin();
            Path work = Demo.project(ada);
            ada.git(work, "remote", "add", "cook", ada.url("scale")).ok();
            ada.git(work, "push", "-q", "cook", "HEAD:refs/heads/main").ok();
            ada.git(
                            work,
                            "push",
                            "cook",
                            "HEAD:refs/heads/fix",
                            "-o",
                            "agent=demo",
                            "-o",
                            "prompt=make the tests pass",
                            "-o",
                            "land=auto")
                    .ok();

            int looks = 0;
            for (String chapter : CHAPTERS) {
                awaitTold(ada, chapter, seed);
                // A kill of its own each time: anywhere in what this chapter does.
                TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
                boolean landedAlready = story(ada).contains("landed on main");
                Map<Long, ProcessHandle> before = site.terminals();
                server.kill();
                server.startAgain();
                if (!landedAlready && before.containsKey(1L)) {
                    looks++;
                    assertThat(before.get(1L).isAlive() || story(ada).contains("landed on main"))
                            .as("seed %s, after '%s': the agent's terminal was not touched", seed, chapter)
                            .isTrue();
                }
            }

            assertThat(looks)
                    .as("seed %s: kills while the agent was at work", seed)
                    .isPositive();

            awaitTold(ada, "archived as fossil 1", seed);
            assertThat(story(ada).lines().filter(line -> line.contains("landed on main")))
                    .as("seed %s", seed)
                    .hasSize(1);
            ada.git(work, "fetch", "-q", "cook").ok();
            ada.git(work, "fetch", "-q", "cook", "refs/fossils/1/fix").ok();
            assertThat(ada.git(work, "rev-list", "--merges", "cook/main")
                            .ok()
                            .said()
                            .lines())
                    .as("exactly one landing")
                    .hasSize(1);
            assertThat(ada.tip(work, "FETCH_HEAD^")).isEqualTo(ada.tip(work, "cook/main^2"));
            ada.git(work, "checkout", "-q", "cook/main").ok();
            Ended.of(new ProcessBuilder("./test").directory(work.toFile())).ok();

            everyAcknowledgedPushIsThere(server, random);
        }
    }

    /** In the same test, because a server of its own would cost more than all its pushes. */
    private static void everyAcknowledgedPushIsThere(ServerProcess server, Random random) throws Exception {
        Person ada = server.admin();
        Path work = ada.repository("many");
        ada.git(work, "push", "-q", ada.url("many"), "main").ok();
        int last = 4 + random.nextInt(8);
        List<String> acknowledged = new ArrayList<>();
        FutureTask<Void> killer = null;
        for (int i = 0; i < PUSHES; i++) {
            String commit = ada.commit(work, "file", "push " + i + "\n");
            if (i == last) {
                int delay = random.nextInt(300);
                killer = new FutureTask<>(() -> {
                    TimeUnit.MILLISECONDS.sleep(delay);
                    server.kill();
                    return null;
                });
                Thread.ofVirtual().start(killer);
            }
            if (ada.git(work, "push", "-q", ada.url("many"), "HEAD:refs/tags/push-" + i)
                            .status()
                    != 0) {
                break;
            }
            acknowledged.add(commit + "\trefs/tags/push-" + i);
        }
        Objects.requireNonNull(killer, "nobody killed the server").get();
        server.startAgain();

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(last);
        assertThat(ada.git(work, "ls-remote", ada.url("many")).ok().said().lines())
                .containsAll(acknowledged);
        Path clone = ada.home().resolve("many-clone");
        ada.git(ada.home(), "clone", "-q", ada.url("many"), clone.toString()).ok();
        ada.git(clone, "fsck", "--strict", "--no-dangling").ok();
    }

    private static void awaitTold(Person ada, String chapter, long seed) throws Exception {
        try {
            ada.until(() -> story(ada).contains(chapter));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ": nobody told of '" + chapter + "' in:\n" + story(ada)
                            + ada.ssh("session", "log", "1").out(),
                    e);
        }
    }

    private static String story(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", "scale", "--limit", "1000")
                .ok()
                .out();
    }
}
