package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Environments that a repository's own cook.toml has, and other repositories beside the main one. */
class RepoEnvironmentsTest {
    private static final String REPO = "app";

    /** Tells what is beside it, and what its key can do elsewhere. */
    private static final String LOOKER = """
            #!/bin/sh
            {
                echo "lib: $(cat ../lib/file) on $(git -C ../lib rev-parse --abbrev-ref HEAD)"
                echo "tools: $(cat ../beside/tools/file)"
                git -C ../lib -c user.name=x -c user.email=x@x commit -q --allow-empty -m x
                for to in lib secret; do
                    url=$(git remote get-url origin | sed "s|/app$|/$to|")
                    git ls-remote "$url" >/dev/null 2>&1 && echo "reads $to" || echo "does not read $to"
                    git push -q "$url" HEAD:refs/heads/fix 2>"$HOME/refusal" && echo "pushes $to" || echo "does not push $to"
                    grep -o 'can only read this one' "$HOME/refusal"
                done
                echo "mode: $MODE"
            } >found
            git add found && git commit -q -m Look && git push -q origin HEAD:refs/heads/fix && cook done
            """;

    private static final String FILE = """
            [[gates]]
            name = "beside"
            command = ["sh", "-c", "grep -q two ../lib/file && grep -q tool ../beside/tools/file && test $MODE = small"]

            [environments.small]
            network = "cook"
            variables = { MODE = "small" }
            repos = ["lib", { name = "tools", path = "beside/tools", ref = "v1" }]
            """;

    @Test
    void anAgentAndItsGatesHaveWhatTheRepositoryAskedForAndNothingElse() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("looker", LOOKER))) {
            Person ada = cook.admin();
            beside(ada);
            Path work = project(ada, FILE);
            ada.ssh("repo", "environment", REPO, "small").ok();

            push(ada, work, "land=auto").ok();

            ada.until(() -> story(ada).contains("landed on main") || story(ada).contains("needs attention"));
            assertThat(story(ada)).contains("gate beside passed", "landed on main");
            ada.git(work, "fetch", "-q", ada.url(REPO), "main").ok();
            assertThat(ada.git(work, "show", "FETCH_HEAD:found").ok().out().lines())
                    .containsExactly(
                            "lib: two on main",
                            "tools: tool",
                            "reads lib",
                            "does not push lib",
                            "can only read this one",
                            "does not read secret",
                            "does not push secret",
                            "mode: small");
            assertThat(ada.ssh("session", "show", "1").ok().out())
                    .containsPattern("environment  small \\(cook.toml at [0-9a-f]{10}\\), from local\n")
                    .contains(
                            "also has     beside/tools: tools refs/tags/v1\n",
                            "also has     lib: lib refs/heads/main\n");
        }
    }

    @Test
    void whoeverPushesMustBeAllowedToReadWhatIsBesideIt() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("looker", LOOKER))) {
            Person ada = cook.admin();
            beside(ada);
            Path work = project(ada, FILE);
            Person walt = cook.newcomer("walt");
            ada.ssh("repo", "role", REPO, "walt", "write").ok();
            ada.ssh("repo", "role", "lib", "walt", "read").ok();

            assertThat(push(walt, work, "env=small").err())
                    .contains("cannot use the environment small: it needs the repository tools, which does not exist or"
                            + " which whoever asks may not read");
            // Without an agent nothing asks for it; its gates do, and they would run what walt pushed.
            ada.ssh("repo", "environment", REPO, "small").ok();
            String commit = walt.commit(work, "file", "walt's\n");
            walt.git(work, "push", walt.url(REPO), commit + ":refs/heads/fix", "-o", "land=ask")
                    .ok();
            ada.until(() -> story(ada).contains("needs attention"));
            assertThat(story(ada)).contains("the environment small of its gates cannot be used for walt: it needs");

            ada.ssh("repo", "role", "tools", "walt", "read").ok();
            walt.git(
                            work,
                            "push",
                            walt.url(REPO),
                            commit + ":refs/heads/two",
                            "-o",
                            "agent=looker",
                            "-o",
                            "prompt=look")
                    .ok();
        }
    }

    @Test
    void aNameIsLookedForInTheTargetsFileAndNeverInTheBranchThatIsJudged() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("looker", LOOKER))) {
            Person ada = cook.admin();
            Path work = project(ada, "[environments.small]\n");
            ada.commit(work, "cook.toml", "[environments.large]\nvariables = { MODE = 'large' }\n");

            assertThat(push(ada, work, "env=large").err())
                    .contains("no environment 'large' is configured; choose one of: local, small");
            assertThat(ada.ssh("repo", "environment", REPO, "large").err()).contains("no environment 'large'");

            ada.commit(work, "cook.toml", "[environments.small]\nimage = 'x'\nmemory = 3\n");
            ada.git(work, "push", "-q", ada.url(REPO), "HEAD:refs/heads/main").ok();
            ada.commit(work, "file", "more\n");
            assertThat(push(ada, work, "env=small").err())
                    .contains(
                            "cook.toml of main cannot be read",
                            "cook.toml:2:1: [environments.small] image: can be set only in the server's file",
                            "cook.toml:3:1: [environments.small] memory: must be in quotes");
        }
    }

    private static void beside(Person ada) throws Exception {
        for (String name : List.of("lib", "tools", "secret")) {
            Path work = ada.repository(name);
            ada.commit(work, "file", "tool\n");
            ada.git(work, "tag", "v1").ok();
            ada.commit(work, "file", "two\n");
            ada.git(work, "push", "-q", ada.url(name), "main", "v1").ok();
        }
    }

    private static Path project(Person ada, String file) throws Exception {
        Path work = ada.repository(REPO);
        ada.commit(work, "cook.toml", file);
        ada.git(work, "push", "-q", ada.url(REPO), "main").ok();
        return work;
    }

    private static Ended push(Person who, Path work, String option) throws Exception {
        List<String> words = new ArrayList<>(List.of("push", who.url(REPO), "HEAD:refs/heads/fix"));
        words.addAll(List.of("-o", "agent=looker", "-o", "prompt=look", "-o", option));
        return who.git(work, words.toArray(String[]::new));
    }

    private static String story(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", REPO, "--limit", "1000").ok().out();
    }
}
