package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.HostRequest;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HostRequestsTest {
    @Test
    void hostsAreCountedAndThoseRefusedComeFirst() {
        try (TestStore test = TestStore.open()) {
            EnvironmentId environment = environment(test);
            test.store().change(tx -> {
                tx.hostRequests().count(environment, "b.example", 443, true);
                tx.hostRequests().count(environment, "b.example", 443, true);
                tx.hostRequests().count(environment, "a.example", 443, true);
                tx.hostRequests().count(environment, "z.example", 8443, false);
            });

            assertThat(test.list(tx -> tx.hostRequests().of(environment)))
                    .containsExactly(
                            new HostRequest("z.example", 8443, false, 1),
                            new HostRequest("a.example", 443, true, 1),
                            new HostRequest("b.example", 443, true, 2));
        }
    }

    @Test
    void anAgentThatMakesUpNamesDoesNotFillTheDatabase() {
        try (TestStore test = TestStore.open()) {
            EnvironmentId environment = environment(test);
            test.store().change(tx -> IntStream.range(0, 600)
                    .forEach(i -> tx.hostRequests().count(environment, "h" + i + ".example", 443, false)));
            test.store().change(tx -> tx.hostRequests().count(environment, "h0.example", 443, false));

            assertThat(test.list(tx -> tx.hostRequests().of(environment)))
                    .hasSize(500)
                    .contains(new HostRequest("h0.example", 443, false, 2));
        }
    }

    private static EnvironmentId environment(TestStore test) {
        Repo repo = test.repo("thing");
        Oid from = new Oid("1".repeat(40));
        Branch branch = test.store().write(tx -> tx.branches()
                .start(
                        repo.id(),
                        new BranchName("fix"),
                        new BranchName("main"),
                        Landing.ASK,
                        Optional.empty(),
                        from,
                        "ann"));
        return test.store().write(tx -> tx.environments().wantForSession(branch, "local"));
    }
}
