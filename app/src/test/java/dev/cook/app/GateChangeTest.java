package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Branches that change the gates which judge them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateChangeTest {
    private static final String STRICT = """
            [[gates]]
            name = "test"
            command = "test ! -e broken"
            """;

    private final TestServer cook;

    GateChangeTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void aBranchThatWeakensItsOwnGatesDoesNotLand() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "weaken", STRICT);
        String before = repo.main();

        repo.git("checkout", "-q", "-B", "fix", "main");
        repo.owner().commit(repo.work(), "broken", "yes\n");
        repo.owner().commit(repo.work(), "cook.toml", STRICT.replace("test ! -e broken", "true"));
        repo.push("fix");
        repo.git("checkout", "-q", "-B", "without", "main");
        repo.owner().commit(repo.work(), "broken", "yes\n");
        repo.owner().commit(repo.work(), "cook.toml", "attempts = 0\n");
        repo.push("without");

        repo.await("fix", "waits for");
        repo.await("without", "waits for");
        assertThat(repo.runs("fix")).containsExactly("test 1 failed", "test (new) 1 passed");
        assertThat(repo.runs("without")).containsExactly("test 1 failed");
        assertThat(repo.main()).isEqualTo(before);
    }

    @Test
    void aBranchThatAsksForMoreHasToPassThatItself() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "strengthen", STRICT);
        String stricter = STRICT + "\n[[gates]]\nname = \"notes\"\ncommand = \"test -e notes\"\n";

        repo.propose("fix", "cook.toml", stricter);
        repo.await("fix", "waits for");
        assertThat(repo.runs("fix")).containsExactly("test 1 passed", "notes (new) 1 failed");

        repo.owner().commit(repo.work(), "notes", "some\n");
        repo.push("fix");
        repo.await("fix", "landed on main");
        assertThat(repo.runs("fix")).endsWith("notes (new) 1 passed");
    }

    @Test
    void gatesThatCannotBeReadComeBackToTheirAuthor() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "unreadable", STRICT);
        String before = repo.main();

        repo.propose("fix", "cook.toml", "[[gates]]\nnme = \"test\"\n");

        assertThat(repo.await("fix", "waits for")).contains("gate gates (new) failed", "nme");
        assertThat(repo.main()).isEqualTo(before);
    }
}
