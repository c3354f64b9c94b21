package dev.cook.gates;

import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import java.util.ArrayList;
import java.util.List;

/** What somebody is told at once who pushes a configuration, instead of hearing of it when a branch waits. */
public final class ConfigurationRemarks {
    private final Store store;
    private final GateDefinitions definitions;

    public ConfigurationRemarks(Store store, GateDefinitions definitions) {
        this.store = store;
        this.definitions = definitions;
    }

    /** One line for each thing that is wrong; a gate file that nobody ran yet may take its ten seconds. */
    public List<String> on(RepoId repo, BranchName branch, Oid commit) {
        return switch (definitions.read(repo, commit)) {
            case GateDefinitions.Read.Bad(String problem) -> {
                List<String> lines = new ArrayList<>();
                problem.lines()
                        .forEach(line -> lines.add("warning: the gates of " + branch + " cannot be read: " + line));
                boolean target = store.read(tx -> tx.repos().targets(repo)).contains(branch);
                lines.add(
                        target
                                ? "warning: what shall land on " + branch + " waits until that is mended there"
                                : "warning: " + branch + " cannot land until that is mended");
                yield lines;
            }
            case GateDefinitions.Read.Good _ -> List.of();
        };
    }
}
