package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who gets what onto main. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LandingRightsTest {
    private static final String GATE = """
            [[gates]]
            name = "ripe"
            command = "test -e ripe"
            """;

    private final TestServer cook;
    private final Person ada;

    LandingRightsTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
        ada = cook.admin();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void whoMayNotLandCannotSlipSomethingIntoABranchThatLandsByItself() throws Exception {
        Path work = ada.repository("garden");
        ada.commit(work, "cook.toml", GATE);
        ada.git(work, "push", "-q", ada.url("garden"), "main").ok();
        String before = ada.tip(work, "main");
        ada.commit(work, "pear", "green\n");
        ada.git(work, "push", "-q", ada.url("garden"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();
        String seen = ada.tip(work, "HEAD");
        awaitShown("gate ripe failed");

        Person bob = cook.newcomer("bob");
        ada.ssh("repo", "role", "garden", "bob", "write").ok();
        Path clone = bob.home().resolve("garden");
        bob.git(bob.home(), "clone", "-q", "-b", "fix", bob.url("garden"), clone.toString())
                .ok();
        bob.commit(clone, "ripe", "yes\n");
        bob.git(clone, "push", "-q", "origin", "fix").ok();

        awaitShown("branch land fix");
        assertThat(ada.remoteTip("garden", "refs/heads/main")).isEqualTo(before);
        assertThat(bob.ssh("branch", "land", "garden", "fix").status()).isNotZero();

        assertThat(ada.ssh("branch", "land", "garden", "fix", "--commit", seen).err())
                .contains("the newest commit of fix is not " + seen + ": somebody pushed after you looked");
        assertThat(ada.ssh("branch", "land", "garden", "fix", "--commit", "HEAD~1")
                        .err())
                .contains("'HEAD~1' is not the id of a commit");
        assertThat(ada.remoteTip("garden", "refs/heads/main")).isEqualTo(before);
        String pushed = ada.tip(clone, "HEAD").substring(0, 7);
        ada.ssh("branch", "land", "garden", "fix", "--commit", pushed).ok();
        awaitShown("landed on main");
        assertThat(ada.remoteTip("garden", "refs/heads/main")).isNotEqualTo(before);
    }

    private void awaitShown(String text) {
        ada.until(() -> ada.ssh("branch", "show", "garden", "fix").said().contains(text));
    }
}
