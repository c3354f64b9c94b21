package dev.cook.config;

import static dev.cook.config.Refusals.assertRefused;
import static dev.cook.config.Refusals.repo;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateTablesTest {
    private static List<PathPattern> patterns(String... texts) {
        return java.util.Arrays.stream(texts).map(PathPattern::new).toList();
    }

    @Test
    void aGateSaysWhenWhereAndAfterWhatItRuns() {
        assertThat(repo("""
                        [[gates]]
                        name = "build"
                        command = "make"
                        [[gates]]
                        name = "browser"
                        command = ["bin/test"]
                        needs = ["build"]
                        paths = ["web/**", "*.html"]
                        when = { branches = ["agent/**"], started_by = ["ann"], agents = ["claude"] }
                        retries = 2
                        timeout = "20m"
                        env = "box"
                        required = false
                        judges = "files"
                        """).gates().getLast())
                .isEqualTo(new Gate(
                        "browser",
                        new GateWork.Command(List.of("bin/test")),
                        List.of("build"),
                        patterns("web/**", "*.html"),
                        new GateWhen(patterns("agent/**"), List.of("ann"), List.of("claude")),
                        2,
                        Duration.ofMinutes(20),
                        Optional.of("box"),
                        false,
                        Judges.FILES));
    }

    @Test
    void everyKindHasKeysOfItsOwn() {
        List<Gate> gates = repo("""
                [[gates]]
                name = "format"
                kind = "transform"
                command = "bin/format"
                [[gates]]
                name = "document"
                kind = "agent"
                agent = "claude"
                prompt = '''
                Mend the docs.
                Nothing else.'''
                [[gates]]
                name = "review"
                kind = "agent_review"
                agent = "codex"
                prompt = "Is it safe?"
                [[gates]]
                name = "looked-at"
                kind = "approval"
                count = 2
                by = ["cooks", "ann"]
                owners = true
                [[gates]]
                name = "staging"
                kind = "deploy"
                command = "bin/deploy"
                [[gates]]
                name = "health"
                kind = "soak"
                command = "bin/health"
                for = "30m"
                [[gates]]
                name = "lab"
                kind = "external"
                timeout = "2h"
                by = ["ci"]
                [groups]
                cooks = ["ben"]
                [owners]
                "db/**" = ["cooks"]
                """).gates();
        assertThat(gates)
                .extracting(Gate::work)
                .containsExactly(
                        new GateWork.Transform(List.of("sh", "-c", "bin/format")),
                        new GateWork.Agent("claude", "Mend the docs.\nNothing else."),
                        new GateWork.AgentReview("codex", "Is it safe?"),
                        new GateWork.Approval(2, List.of("cooks", "ann"), true),
                        new GateWork.Deploy(List.of("sh", "-c", "bin/deploy")),
                        new GateWork.Soak(
                                List.of("sh", "-c", "bin/health"), Duration.ofMinutes(30), Duration.ofSeconds(10)),
                        new GateWork.External(List.of("ci")));
        assertThat(gates.get(5).timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(gates.get(6).timeout()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void reportsArePatternsAndFlakyRetriesNeedThem() {
        Gate gate = repo("""
                        [[gates]]
                        name = "test"
                        command = ["bin/test"]
                        reports = ["**/target/surefire-reports/*.xml", "tap.txt"]
                        flaky_retries = 2
                        """).gates().getFirst();

        assertThat(gate.work())
                .isEqualTo(new GateWork.Command(
                        List.of("bin/test"),
                        List.of(new PathPattern("**/target/surefire-reports/*.xml"), new PathPattern("tap.txt")),
                        2));
        assertRefused(
                () -> repo("""
                        [[gates]]
                        name = "test"
                        command = "make"
                        reports = ["../../etc/passwd"]
                        [[gates]]
                        name = "flaky"
                        command = "make"
                        flaky_retries = 1
                        """),
                "cook.toml:4:1: [gates] reports: element 1: '../../etc/passwd': paths have no part '..', so nothing would match",
                "cook.toml:8:1: [gates] flaky_retries: needs `reports`: without them Cook does not know which tests failed;"
                        + " to repeat every failed run, use `retries`");
    }

    @Test
    void aKeyOfAnotherKindIsRefusedAndTheOwnOnesAreNamed() {
        assertRefused(
                () -> repo("""
                        [[gates]]
                        name = "a"
                        kind = "approval"
                        command = "make"
                        timeout = "5m"
                        [[gates]]
                        name = "b"
                        kind = "external"
                        retries = 3
                        [[gates]]
                        name = "c"
                        command = "make"
                        count = 2
                        """),
                "cook.toml:4:1: [gates] command: is not for the kind \"approval\", which has by, count, owners",
                "cook.toml:5:1: [gates] timeout: is not for the kind \"approval\", which has by, count, owners",
                "cook.toml:9:1: [gates] retries: is not for the kind \"external\", which has by, timeout",
                "cook.toml:13:1: [gates] count: is not for the kind \"command\", which has command, env, flaky_retries, judges,"
                        + " reports, retries, timeout");
    }

    @Test
    void whatAKindCannotDoWithoutIsAskedFor() {
        assertRefused(
                () -> repo("""
                        [[gates]]
                        name = "a"
                        kind = "aproval"
                        [[gates]]
                        name = "b"
                        kind = "agent_review"
                        [[gates]]
                        name = "c"
                        kind = "soak"
                        command = "x"
                        [[gates]]
                        name = "d"
                        kind = "soak"
                        command = "x"
                        for = "10s"
                        every = "1m"
                        [[gates]]
                        name = "long"
                        kind = "soak"
                        command = "x"
                        for = "23h"
                        timeout = "2h"
                        [[gates]]
                        name = "e"
                        kind = "approval"
                        owners = true
                        """),
                "cook.toml:3:1: [gates] kind: expected \"command\" or \"transform\" or \"agent\" or \"agent_review\" or"
                        + " \"approval\" or \"deploy\" or \"soak\" or \"external\", found 'aproval'; did you mean"
                        + " \"approval\"?",
                "cook.toml:4:1: [gates] agent is missing",
                "cook.toml:4:1: [gates] prompt is missing",
                "cook.toml:7:1: [gates] for is missing",
                "cook.toml:16:1: [gates] every: is longer than `for`, so the gate would check only once",
                "cook.toml:21:1: [gates] for: must end within 24h, including a last check of up to `timeout`",
                "cook.toml:26:1: [gates] owners: the repository defines no owners; add an [owners] table, such as"
                        + " \"docs/**\" = [\"ann\"]");
    }

    @Test
    void needsMustBeThereAndLeadSomewhere() {
        assertRefused(
                () -> repo("""
                        [[gates]]
                        name = "build"
                        command = "x"
                        needs = ["build"]
                        [[gates]]
                        name = "a"
                        command = "x"
                        needs = ["b", "biuld"]
                        [[gates]]
                        name = "b"
                        command = "x"
                        needs = ["c", "c"]
                        [[gates]]
                        name = "c"
                        command = "x"
                        needs = ["a", "build"]
                        [[gates]]
                        name = "d"
                        command = "x"
                        needs = ["a"]
                        """),
                "cook.toml:4:1: [gates] needs: 'build' cannot wait for itself",
                "cook.toml:8:1: [gates] needs: there is no gate 'biuld'; did you mean 'build'?",
                "cook.toml:8:1: [gates] needs: is circular: a needs b needs c needs a; none of these gates could start",
                "cook.toml:12:1: [gates] needs: 'c' is listed twice");
    }

    @Test
    void whereAGateMattersIsCheckedPatternByPattern() {
        assertRefused(
                () -> repo("""
                        [[gates]]
                        name = "a"
                        command = "x"
                        paths = ["ok", "/docs"]
                        when = { branch = ["x"] }
                        [[gates]]
                        name = "b"
                        command = "x"
                        when = { branches = ["a/"], started_by = "ann" }
                        retries = 11
                        """),
                "cook.toml:4:1: [gates] paths: element 2: '/docs' begins with a slash; every pattern begins at the root:"
                        + " write 'docs'",
                "cook.toml:5:1: [gates] when: there is no key 'branch'; did you mean 'branches'?",
                "cook.toml:9:1: [gates] when: branches: element 1: 'a/' names a directory; for what is in it write 'a/**'",
                "cook.toml:10:1: [gates] retries: must lie between 0 and 10, not 11");
    }

    @Test
    void aQueueHasDepthBatchStyleAndLanesInTheirOrder() {
        QueueConfig queue = repo("""
                [queue]
                depth = 8
                batch = 4
                landing = "rebase"
                [queue.lanes]
                web = ["web/**"]
                docs = ["docs/**", "*.md"]
                """).queue();
        assertThat(queue)
                .isEqualTo(new QueueConfig(
                        Optional.of(8),
                        4,
                        LandingStyle.REBASE,
                        Screening.AUTO,
                        List.of(
                                new QueueConfig.Lane("web", patterns("web/**")),
                                new QueueConfig.Lane("docs", patterns("docs/**", "*.md")))));
        assertThat(queue.lane(List.of("docs/a", "README.md")).map(QueueConfig.Lane::name))
                .hasValue("docs");
        assertThat(queue.lane(List.of("docs/a", "web/a"))).isEmpty();
        assertThat(queue.lane(List.of())).isEmpty();
        assertThat(repo("[queue]\nscreen = 'always'\n").queue().screen()).isEqualTo(Screening.ALWAYS);
        String deploys = "[[gates]]\nname = 'ship'\nkind = 'deploy'\ncommand = 'true'\n";
        assertThat(repo(deploys).queue().screen())
                .as("nothing is deployed to see whether it would fail")
                .isEqualTo(Screening.NEVER);
        assertRefused(
                () -> repo(deploys + "[queue]\nscreen = 'always'\n"),
                "cook.toml:6:1: [queue] screen: \"always\" would run gate ship, which deploys, for branches that do not"
                        + " land next; remove it, or set \"never\"");
        assertThat(repo("").queue())
                .isEqualTo(new QueueConfig(Optional.empty(), 1, LandingStyle.MERGE, Screening.AUTO, List.of()));
        assertRefused(
                () -> repo("[queue]\ndepth = 65\nlanding = 'sqash'\nlane = 1\n[queue.lanes]\ndocs = []\n"),
                "cook.toml:2:1: [queue] depth: must lie between 1 and 64, not 65",
                "cook.toml:3:1: [queue] landing: expected \"merge\" or \"squash\" or \"rebase\", found 'sqash'; did you mean"
                        + " \"squash\"?",
                "cook.toml:4:1: [queue] has no key 'lane'; did you mean 'lanes'?",
                "cook.toml:6:1: [queue.lanes] docs: is empty");
    }

    @Test
    void aFileBelongsToTheOwnersOfEveryPatternThatMatchesIt() {
        People people = repo("""
                [groups]
                cooks = ["ben", "cleo"]
                [owners]
                "**" = ["ann"]
                "db/**" = ["cooks", "dan"]
                """).people();
        assertThat(people.groups()).isEqualTo(Map.of("cooks", List.of("ben", "cleo")));
        assertThat(people.ownersOf("README.md")).hasValue(Set.of("ann"));
        assertThat(people.ownersOf("db/a.sql")).hasValue(Set.of("ann", "ben", "cleo", "dan"));
        assertThat(People.NONE.ownersOf("README.md")).isEmpty();
        assertRefused(
                () -> repo("[groups]\na = ['b']\nb = ['ann', 'An n']\n[owners]\n'/x' = ['a']\n'y' = 'a'\n"),
                "cook.toml:2:1: [groups] a: 'b' is a group; name its accounts",
                "cook.toml:3:1: [groups] b: element 2: 'An n' is not an account's name: use lower-case letters, digits, '.',"
                        + " '-' and '_', at most 63",
                "cook.toml:5:1: [owners]: '/x' begins with a slash; every pattern begins at the root: write 'x'",
                "cook.toml:6:1: [owners] y: expected a list in brackets, found 'a'");
    }
}
