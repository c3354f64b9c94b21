package dev.cook.gates;

import dev.cook.config.Problem;
import dev.cook.config.RepoConfig;
import dev.cook.domain.AccountId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody is told at once who pushes a configuration, instead of hearing of it when a branch waits. */
public final class ConfigurationRemarks {
    /** Lines that are told of one configuration to whoever pushes it; more would scroll the first ones away. */
    private static final int MOST = 20;

    private final Store store;
    private final GateDefinitions definitions;

    ConfigurationRemarks(Store store, GateDefinitions definitions) {
        this.store = store;
        this.definitions = definitions;
    }

    /**
     * What a configuration that can be read comes to here and now.
     *
     * @param problems each keeps out whatever is judged by it
     * @param warnings what can never hold or never applies, as accounts, roles, agents and repositories stand
     */
    public record Checked(List<Problem> problems, List<Problem> warnings) {
        public Checked {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /** @param reader who asks: of repositories that they may not read nothing is said; empty: of none */
    public Checked check(RepoId repo, RepoConfig config, Optional<AccountId> reader) {
        ExistingNames known = store.read(tx -> definitions.known(tx, repo, config, reader));
        return new Checked(ConfigurationLint.problems(config, known), ConfigurationLint.warnings(config, known));
    }

    /**
     * One line for each thing that is wrong; a gate file that nobody ran yet may take its ten seconds.
     *
     * @param pusher the account that pushed; empty: an environment did
     */
    public List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher) {
        return switch (definitions.read(repo, commit)) {
            case GateDefinitions.Read.Bad(String problem) -> {
                List<String> lines = new ArrayList<>();
                problem.lines()
                        .forEach(line -> lines.add("warning: the gates of " + branch + " cannot be read: " + line));
                boolean target = store.read(tx -> tx.repos().targets(repo)).contains(branch);
                lines.add(
                        target
                                ? "warning: no branch can land on " + branch + " until the gates are fixed there"
                                : "warning: " + branch + " cannot land until its gates are fixed");
                yield lines;
            }
            case GateDefinitions.Read.Good(RepoConfig config, String _) -> {
                Checked checked = check(repo, config, pusher);
                List<String> lines = Stream.concat(checked.problems().stream(), checked.warnings().stream())
                        .map(problem -> "warning: " + branch + ": " + problem)
                        .toList();
                yield lines.size() <= MOST
                        ? lines
                        : Stream.concat(
                                        lines.stream().limit(MOST),
                                        Stream.of("warning: " + branch + ": " + (lines.size() - MOST)
                                                + " more; list them all: gate check"))
                                .toList();
            }
        };
    }
}
