package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gates in each of the files that may define them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateFilesTest {
    private static final Map<String, String> FILES = Map.of("cook.toml", """
            [[gates]]
            name = "ripe"
            command = "test -e ripe"
            """, "gates.py", """
            from cook import gate, pipeline
            pipeline([gate(name, f"test -e {name}") for name in ["ripe"]])
            """, "gates.ts", """
            import { gate, pipeline } from "cook";
            const names: string[] = ["ripe"];
            pipeline(names.map((name) => gate(name, `test -e ${name}`)));
            """);

    private final TestServer cook;
    private final Person ada;

    GateFilesTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
        ada = cook.admin();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @ParameterizedTest
    @CsvSource({"cook.toml, toml", "gates.py, python", "gates.ts, typescript"})
    void whatTheTargetsFileSaysJudgesABranchThatSaysSomethingElse(String file, String repo) throws Exception {
        Path work = ada.repository(repo);
        ada.commit(work, file, FILES.getOrDefault(file, ""));
        ada.git(work, "push", "-q", ada.url(repo), "main").ok();
        ada.git(work, "checkout", "-q", "-b", "fix").ok();
        ada.commit(work, file, FILES.getOrDefault(file, "").replace("test -e", "true"));
        ada.git(work, "push", "-q", ada.url(repo), "fix", "-o", "land=auto").ok();
        awaitShown(repo, "gate ripe failed: exit status 1");
        assertThat(ada.ssh("gate", "check", repo, "fix").ok().out()).contains("true ripe");
        assertThat(ada.ssh("gate", "plan", repo, "fix").ok().out())
                .contains("fix changes 1 file; gates from " + file + " on main:")
                .containsPattern("ripe +command +yes +runs for every change");

        ada.commit(work, "ripe", "yes\n");
        ada.git(work, "push", "-q", ada.url(repo), "fix", "-o", "land=auto").ok();
        awaitShown(repo, "landed on main");
        assertThat(ada.ssh("branch", "show", repo, "fix").ok().out()).contains("gate ripe passed");
    }

    @Test
    void aGateFileThatFailsMakesItsBranchesWaitWithTheEndOfItsLog() throws Exception {
        Path work = ada.repository("broken");
        ada.commit(work, "gates.py", "import sys\nprint('so far', file=sys.stderr)\nraise SystemExit('no flour')\n");
        ada.git(work, "push", "-q", ada.url("broken"), "main").ok();
        ada.commit(work, "file", "two\n");
        ada.git(work, "push", "-q", ada.url("broken"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();
        awaitShown("broken", "the gates of main cannot be read: gates.py: the gate file ended with exit status 1");
        assertThat(ada.ssh("branch", "show", "broken", "fix").ok().out()).contains("so far", "no flour");
    }

    @Test
    void gatesInTwoPlacesAreRefused() throws Exception {
        Path work = ada.repository("two");
        ada.commit(work, "cook.toml", FILES.getOrDefault("cook.toml", ""));
        ada.commit(work, "gates.py", FILES.getOrDefault("gates.py", ""));
        ada.git(work, "push", "-q", ada.url("two"), "main").ok();
        ada.commit(work, "file", "two\n");
        ada.git(work, "push", "-q", ada.url("two"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();
        awaitShown("two", "cook.toml has [[gates]], and the repository also has gates.py; keep one of them");
    }

    private void awaitShown(String repo, String text) {
        ada.until(() -> ada.ssh("branch", "show", repo, "fix").said().contains(text));
    }
}
