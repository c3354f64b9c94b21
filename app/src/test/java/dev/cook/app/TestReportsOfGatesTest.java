package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Gates whose runs report their tests, through real pushes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestReportsOfGatesTest {
    /** A suite of two tests, of which one fails where a file says so; as Surefire would write it. */
    private static final String SUITE = """
            mkdir -p target/surefire-reports
            cat >target/surefire-reports/TEST-KettleTest.xml <<XML
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="org.acme.KettleTest" tests="3">
              <testcase classname="org.acme.KettleTest" name="boils" time="0.25"/>
              <testcase classname="org.acme.KettleTest" name="whistles" time="0.5">$(cat failure)</testcase>
              <testcase classname="org.acme.KettleTest" name="pours" time="0"><skipped/></testcase>
            </testsuite>
            XML
            ! grep -q failure failure
            """;

    private final TestServer cook;

    TestReportsOfGatesTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    private GatedRepo repo(String name, String reports) throws IOException, InterruptedException {
        GatedRepo repo = GatedRepo.of(cook.admin(), name, """
                [[gates]]
                name = "test"
                command = "sh run-tests"
                reports = %s
                """.formatted(reports));
        repo.owner().commit(repo.work(), ".gitignore", "target/\n");
        repo.owner().commit(repo.work(), "run-tests", SUITE);
        repo.owner().commit(repo.work(), "failure", "");
        repo.git("push", "-q", repo.owner().url(name), "main");
        return repo;
    }

    @Test
    void theFailedTestsAreNamedWhereverTheGateIs() throws Exception {
        GatedRepo repo = repo("kettle", "[\"**/target/surefire-reports/*.xml\"]");

        repo.propose("broken", "failure", "<failure message='expected: loud'>at KettleTest</failure>\n");

        String shown = repo.await("broken", "gate test failed");
        assertThat(shown).contains("gate test failed: 1 of 3 tests failed: org.acme.KettleTest.whistles");
        assertThat(repo.owner().ssh("gate", "list", "kettle", "broken").ok().out())
                .contains("1 of 3 tests failed: org.acme.KettleTest.whistles");
        long run = repo.json("broken").getLast().path("run").asLong();
        assertThat(repo.owner().ssh("gate", "show", Long.toString(run)).ok().out())
                .contains(
                        "tests      3: 1 passed, 1 failed, 0 flaky, 1 skipped\n",
                        "failed     org.acme.KettleTest.whistles (0.5 s): expected: loud\n");
        assertThat(repo.owner().ssh("gate", "tests", "kettle", "test").ok().out())
                .matches("(?s).*\\n1 of 1 +- +\\S+ +" + run + " +0\\.5 s +org\\.acme\\.KettleTest\\.whistles\n");
        assertThat(repo.owner().ssh("gate", "tests", "kettle", "lint").err())
                .contains("no run of a gate 'lint' on main reported its tests in the last 30 days", "reports =");
    }

    @Test
    void aReportThatCannotBeReadIsSaidAndTheExitStatusDecides() throws Exception {
        GatedRepo repo = repo("cracked", "[\"**/target/surefire-reports/*.xml\", \"missing.tap\"]");

        repo.propose("odd", "failure", "<unfinished>");

        repo.await("odd", "landed on main");
        assertThat(repo.json("odd").getLast().path("reason").asString())
                .isEqualTo(
                        "exit status 0; test report: target/surefire-reports/TEST-KettleTest.xml is not well-formed XML"
                                + " (line 4)");
    }
}
