package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an environment tells a server what a job wrote before that server was there. */
class FollowScriptTest {
    @TempDir
    Path temp;

    @Test
    void whoeverWaitsForAJobThatSaysNothingEndsWhenTheServerAsksAgain() throws Exception {
        Files.writeString(temp.resolve("far.sh"), Scripts.text("far.sh"));
        Path job = Files.createDirectories(temp.resolve("jobs/7"));
        Process first = follow("1");
        try {
            await().until(() -> Files.exists(job.resolve("follower")));
            Process second = follow("2");
            try {
                await().until(() -> !first.isAlive());
                assertThat(first.exitValue()).isZero();
                assertThat(second.isAlive()).as("this one is asked").isTrue();

                Files.createFile(job.resolve("acknowledged"));
                await().until(() -> !second.isAlive());
            } finally {
                second.destroyForcibly();
            }
        } finally {
            first.destroyForcibly();
        }
    }

    private Process follow(String number) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", Scripts.text("follow"), "follow", "7", number, "0").inheritIO();
        builder.environment().put("COOK_BIN", temp.toString());
        builder.environment().put("COOK_HOME", temp.toString());
        return builder.start();
    }
}
