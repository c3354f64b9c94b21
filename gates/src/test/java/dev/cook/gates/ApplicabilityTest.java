package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.Gate;
import dev.cook.config.RepoConfig;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicabilityTest {
    private static final Branch BRANCH = new Branch(
            new BranchId(1),
            new RepoId(1),
            new BranchName("agent/fix"),
            BranchState.DONE,
            new BranchName("main"),
            Landing.ASK,
            Optional.of(new Branch.Task("claude", "mend it", Optional.empty())),
            new Oid("a".repeat(40)),
            "ann",
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty());

    private static Applicability of(String more, String... changed) {
        Gate gate = RepoConfig.parse(
                        "[[gates]]\nname = 'a'\ncommand = 'x'\n" + more
                                + "\n[[gates]]\nname = 'b'\ncommand = 'x'\n[[gates]]\nname = 'c'\ncommand = 'x'\n",
                        "cook.toml")
                .gates()
                .getFirst();
        return Applicability.of(gate, BRANCH, List.of(changed));
    }

    @Test
    void aGateRunsWhateverChangesUnlessItSaysMore() {
        assertThat(of("")).isEqualTo(new Applicability(true, "runs for every change"));
        assertThat(of("needs = ['b', 'c']"))
                .isEqualTo(new Applicability(true, "runs for every change, once b and c passed"));
    }

    @Test
    void aGateWithPathsRunsForAFileThatMatches() {
        assertThat(of("paths = ['docs/**', '*.md']", "src/a", "README.md"))
                .isEqualTo(new Applicability(true, "README.md matches *.md"));
        assertThat(of("paths = ['docs/**', '*.md']", "src/a"))
                .isEqualTo(new Applicability(false, "no changed file matches docs/**, *.md"));
    }

    @Test
    void aGateMayBeForSomeBranchesPeopleAndAgents() {
        assertThat(of("when = { branches = ['agent/*'], started_by = ['ann'], agents = ['claude'] }"))
                .isEqualTo(new Applicability(true, "runs for every change"));
        assertThat(of("when = { branches = ['human/*'] }"))
                .isEqualTo(new Applicability(false, "only for branches human/*"));
        assertThat(of("when = { started_by = ['ben'] }"))
                .isEqualTo(new Applicability(false, "only for work started by ben"));
        assertThat(of("when = { agents = ['codex'] }")).isEqualTo(new Applicability(false, "only for work of codex"));
    }
}
