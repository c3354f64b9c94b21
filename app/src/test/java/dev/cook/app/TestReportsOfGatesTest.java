package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Breaks a test, and mends it when it is told which. */
    private static final String MENDER = """
            #!/bin/sh
            if grep -q '^- org.acme.KettleTest.whistles: expected: loud$' "$1"; then
                cp "$1" told; : >failure
            else
                echo "<failure message='expected: loud'/>" >failure
            fi
            git add -A && git commit -q -m Work && git push -q origin HEAD:refs/heads/fix && cook done
            """;

    private final TestServer cook;

    TestReportsOfGatesTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of("mender", MENDER));
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

    /** What a test looks like that failed, and passed when Surefire ran it again. */
    private static final String FLAKE = "<flakyFailure message='quiet'/>\n";

    private static final String FAILURE = "<failure message='expected: loud'/>\n";

    /** A repository in which the test was flaky in what landed. */
    private GatedRepo tolerant(String name, int flakyRetries) throws IOException, InterruptedException {
        GatedRepo repo = repo(name, "[\"**/target/surefire-reports/*.xml\"]\nflaky_retries = " + flakyRetries);
        repo.propose("first", "failure", FLAKE);
        repo.await("first", "landed on main");
        repo.fetch();
        repo.git("checkout", "-q", "-B", "main", "FETCH_HEAD");
        return repo;
    }

    @Test
    void aTestThatWasFlakyInWhatLandedEarnsOneMoreRunAndNoPass() throws Exception {
        GatedRepo repo = tolerant("patient", 1);
        assertThat(repo.owner().ssh("gate", "tests", "patient", "test").ok().out())
                .containsPattern("- +1 of 1 .* org\\.acme\\.KettleTest\\.whistles");

        repo.propose("second", "failure", FAILURE);

        String shown = repo.await("second", "needs attention");
        assertThat(repo.runs("second")).containsExactly("test 1 failed", "test 2 failed");
        assertThat(shown)
                .contains("1 of 3 tests failed: org.acme.KettleTest.whistles (known to be flaky; the gate runs again)");
    }

    @Test
    void byChanceFailedThenPassedLandsAndTheEventNamesTheTest() throws Exception {
        GatedRepo repo = tolerant("lucky", 5);
        Path calm = cook.site().agents().resolve("calm-kettle");
        repo.git("checkout", "-q", "-B", "second", "main");
        repo.owner().commit(repo.work(), "run-tests", """
                if test -e %s; then : >failure; else echo "<failure/>" >failure; fi
                """.formatted(calm) + SUITE);
        repo.push("second");
        repo.await("second", "known to be flaky");
        Files.createFile(calm);

        String shown = repo.await("second", "landed on main");
        assertThat(repo.runs("second").getLast()).endsWith("passed");
        assertThat(shown).contains("after failing on the same commit (flaky: org.acme.KettleTest.whistles)");
    }

    @Test
    void whatABranchShowsOfItselfMakesNoTestFlaky() throws Exception {
        GatedRepo repo = repo("wary", "[\"**/target/surefire-reports/*.xml\"]\nflaky_retries = 1");
        // It reports that the test is flaky, and fails: it never lands.
        repo.git("checkout", "-q", "-B", "liar", "main");
        repo.owner().commit(repo.work(), "failure", FLAKE);
        repo.owner().commit(repo.work(), "run-tests", SUITE + "exit 1\n");
        repo.push("liar");
        repo.await("liar", "although no test of its report failed");

        repo.propose("hopeful", "failure", FAILURE);

        repo.await("hopeful", "needs attention");
        assertThat(repo.runs("hopeful")).containsExactly("test 1 failed");
    }

    @Test
    void whoeverHidesTheReportOrRenamesTheTestFailsAllTheSame() throws Exception {
        GatedRepo repo = tolerant("strict", 1);

        repo.git("checkout", "-q", "-B", "hidden", "main");
        repo.owner().commit(repo.work(), "run-tests", SUITE + "rm -rf target; exit 1\n");
        repo.push("hidden");
        assertThat(repo.await("hidden", "needs attention")).contains("the run wrote no file that");
        assertThat(repo.runs("hidden")).containsExactly("test 1 failed");

        repo.git("checkout", "-q", "-B", "renamed", "main");
        repo.owner().commit(repo.work(), "failure", FAILURE);
        repo.owner().commit(repo.work(), "run-tests", SUITE.replace("whistles", "sings"));
        repo.push("renamed");
        repo.await("renamed", "needs attention");
        assertThat(repo.runs("renamed")).containsExactly("test 1 failed");
    }

    @Test
    void theAgentIsToldWhichTestsFailed() throws Exception {
        GatedRepo repo = repo("mended", "[\"**/target/surefire-reports/*.xml\"]");
        repo.git(
                "push",
                "-q",
                repo.owner().url("mended"),
                "HEAD:refs/heads/fix",
                "-o",
                "land=auto",
                "-o",
                "agent=mender",
                "-o",
                "prompt=whistle");

        assertThat(repo.await("fix", "landed on main"))
                .contains("sent back to mender: gate test failed (1 of 3 tests failed: org.acme.KettleTest.whistles)");
        repo.fetch();
        assertThat(repo.git("show", "FETCH_HEAD:told"))
                .contains("did not pass: gate test failed (1 of 3 tests failed", "Failed tests:\n- org.acme");
    }

    @Test
    void pipesAndLinksInPlaceOfAReportHoldNothingUp() throws Exception {
        GatedRepo repo = repo("piped", "[\"**/*.xml\"]");
        repo.git("checkout", "-q", "-B", "odd", "main");
        repo.owner().commit(repo.work(), "run-tests", SUITE + "mkfifo pipe.xml; ln -s /etc/passwd link.xml; true\n");
        repo.push("odd");

        repo.await("odd", "landed on main");
        assertThat(repo.json("odd").getLast().path("reason").asString())
                .isEqualTo("exit status 0; test report: link.xml is not a regular file");
    }
}
