package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.RepoConfig;
import dev.cook.domain.PlannedGate;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewDefinitionsTest {
    private static final String BASE = """
            [[gates]]
            name = "build"
            command = "make"

            [[gates]]
            name = "test"
            command = "make test"
            needs = ["build"]
            """;

    @Test
    void gatesThatStayAsTheyAreRunOnce() {
        assertThat(names(plan(BASE, BASE))).containsExactly("build", "test");
    }

    @Test
    void aWeakenedGateRunsAsItWasAndAsItWouldBe() {
        List<PlannedGate> planned = plan(BASE, BASE.replace("make test", "true"));

        assertThat(names(planned)).containsExactly("build", "test", "test (new)");
        assertThat(planned.get(1).argv()).containsExactly("sh", "-c", "make test");
        assertThat(planned.get(2).argv()).containsExactly("sh", "-c", "true");
        assertThat(planned.get(2).needs()).containsExactly("build");
    }

    @Test
    void aGateThatIsTakenAwayRunsOnceMore() {
        assertThat(names(plan(BASE, ""))).containsExactly("build", "test");
    }

    @Test
    void newGatesNeedWhatTheyNeedInTheirOwnDefinition() {
        List<PlannedGate> planned =
                plan(BASE, BASE.replace("\"make\"", "\"make all\"").replace("make test", "make tests"));

        assertThat(names(planned)).containsExactly("build", "test", "build (new)", "test (new)");
        assertThat(planned.getLast().needs()).containsExactly("build (new)");
    }

    @Test
    void whatWouldSeeMoreThanTheGatesThatThereAreDoesNotRunBeforeItIsOnTheTarget() {
        List<PlannedGate> planned = plan(BASE, BASE + """

                [[gates]]
                name = "ship"
                kind = "deploy"
                command = "make ship"

                [[gates]]
                name = "peek"
                command = "env"
                env = "production"
                """);

        assertThat(names(planned)).containsExactly("build", "test", "ship (new)", "peek (new)");
        assertThat(planned.get(2).definition()).contains("a deploy gate runs only once the target defines the gate");
        assertThat(planned.get(3).definition()).contains("runs in production only once the target defines the gate");
        assertThat(planned.get(1).definition()).doesNotContain("held");
    }

    @Test
    void anApprovalIsAskedForAgainWhereOthersWouldApprove() {
        String approval = """
                [[gates]]
                name = "approve"
                kind = "approval"
                by = ["cooks"]

                [groups]
                cooks = ["%s"]
                """;

        assertThat(names(plan(approval.formatted("ben"), approval.formatted("mallory"))))
                .containsExactly("approve", "approve (new)");
    }

    private static List<PlannedGate> plan(String base, String candidate) {
        return NewDefinitions.plan(RepoConfig.parse(base, "cook.toml"), RepoConfig.parse(candidate, "cook.toml"));
    }

    private static List<String> names(List<PlannedGate> planned) {
        return planned.stream().map(PlannedGate::name).toList();
    }
}
