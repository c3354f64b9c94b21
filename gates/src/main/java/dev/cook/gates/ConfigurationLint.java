package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.GateWhen;
import dev.cook.config.GateWork;
import dev.cook.config.PathOwners;
import dev.cook.config.Problem;
import dev.cook.config.RepoConfig;
import dev.cook.domain.BranchName;
import dev.cook.domain.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds what is well formed and yet cannot hold, or never applies, as the server and the repository stand: a misspelt name is
 * nobody's, and a branch would wait for them for ever. Says nothing of what could hold for some branch. Pure.
 */
final class ConfigurationLint {
    private static final String GATES = "gates";

    /** Names that a line tells. */
    private static final int MOST_NAMES = 8;

    private final RepoConfig config;
    private final ExistingNames known;
    private final List<Problem> found = new ArrayList<>();

    private ConfigurationLint(RepoConfig config, ExistingNames known) {
        this.config = config;
        this.known = known;
    }

    /** What keeps everything out that would be judged by it. */
    static List<Problem> problems(RepoConfig config, ExistingNames known) {
        ConfigurationLint lint = new ConfigurationLint(config, known);
        config.gates().forEach(lint::environment);
        return List.copyOf(lint.found);
    }

    /** What can be used, and yet does not do as it says. */
    static List<Problem> warnings(RepoConfig config, ExistingNames known) {
        ConfigurationLint lint = new ConfigurationLint(config, known);
        config.gates().forEach(lint::gate);
        lint.people();
        new TreeSet<>(known.beside().keySet())
                .forEach(name -> lint.say(
                        "cannot use the environment: " + known.beside().getOrDefault(name, ""),
                        "environments",
                        name,
                        "repos"));
        return List.copyOf(lint.found);
    }

    private void environment(Gate gate) {
        gate.environment()
                .filter(name -> !known.environments().contains(name)
                        && config.environment(name).isEmpty())
                .ifPresent(name -> say(
                        "no environment '" + name + "'; choose one of: " + listed(known.environments()),
                        GATES,
                        gate.name(),
                        "env"));
    }

    private void gate(Gate gate) {
        boolean skipped = when(gate);
        switch (gate.work()) {
            case GateWork.Approval approval -> {
                approval.by().forEach(name -> person(name, GATES, gate.name(), "by"));
                if (!skipped) {
                    count(gate, approval);
                }
            }
            case GateWork.External external -> {
                external.by().forEach(name -> person(name, GATES, gate.name(), "by"));
                if (!skipped && !external.by().isEmpty() && able(external.by()).isEmpty()) {
                    say(
                            "nobody can answer this gate: give an account in `by` the write role, or list other accounts",
                            gate,
                            "by");
                }
            }
            case GateWork.Command _,
                    GateWork.Transform _,
                    GateWork.Agent _,
                    GateWork.AgentReview _,
                    GateWork.Deploy _,
                    GateWork.Soak _ -> {}
        }
    }

    /** Looks at the conditions of a gate; says whether no branch can meet them. */
    private boolean when(Gate gate) {
        GateWhen when = gate.when();
        boolean skipped = false;
        if (!when.startedBy().isEmpty()) {
            boolean none = when.startedBy().stream().noneMatch(known.starters()::contains);
            when.startedBy().stream()
                    .filter(name -> !known.starters().contains(name))
                    .forEach(name -> say(
                            (config.people().groups().containsKey(name)
                                            ? "started_by: '" + name + "' is a group; name its accounts"
                                            : "started_by: no account '" + name + "' has the write role here")
                                    + never(none),
                            gate,
                            "when"));
            skipped |= none;
        }
        if (!when.agents().isEmpty()) {
            boolean none = when.agents().stream().noneMatch(known.agents()::contains);
            when.agents().stream()
                    .filter(name -> !known.agents().contains(name))
                    .forEach(name -> say(
                            "agents: this server has no agent '" + name + "'; "
                                    + (known.agents().isEmpty()
                                            ? "the server has none"
                                            : "choose one of: " + listed(known.agents()))
                                    + never(none),
                            gate,
                            "when"));
            skipped |= none;
        }
        Set<String> targets = known.targets().stream().map(BranchName::value).collect(Collectors.toSet());
        // A pattern without a wildcard is the whole name of one branch.
        if (!when.branches().isEmpty()
                && when.branches().stream().allMatch(pattern -> targets.contains(pattern.text()))) {
            say(
                    "branches: the gate is always skipped, because these are the branches that land, and "
                            + when.branches().getFirst()
                            + " is one that others land on; leave it out: each target has its own "
                            + RepoConfig.FILE,
                    gate,
                    "when");
            skipped = true;
        }
        return skipped;
    }

    private static String never(boolean none) {
        return none ? "; the gate is always skipped" : "";
    }

    /** Whether as many can say yes as have to, for at least one of those who might have started the branch. */
    private void count(Gate gate, GateWork.Approval approval) {
        Set<String> able = able(approval);
        Set<String> starters = new HashSet<>(known.starters());
        if (!gate.when().startedBy().isEmpty()) {
            starters.retainAll(gate.when().startedBy());
        }
        if (able.size() < approval.count()) {
            say(
                    "the gate can never pass: it needs " + yes(approval.count()) + ", and "
                            + (able.isEmpty() ? "nobody" : "only " + listed(able)) + " may answer; "
                            + (approval.by().isEmpty()
                                    ? "give more accounts the land role"
                                    : "name more in `by`, each" + " with the write role")
                            + (approval.count() > 1 ? ", or lower `count`" : ""),
                    gate,
                    "count");
        } else if (able.size() == approval.count() && able.containsAll(starters)) {
            say(
                    "the gate can never pass: it needs " + yes(approval.count()) + " of " + listed(able)
                            + ", and whoever starts a branch is one of them and may not answer for it; "
                            + (approval.count() > 1 ? "lower `count`, or let others answer" : "let others answer"),
                    gate,
                    "count");
        }
    }

    private static String yes(int count) {
        return count == 1 ? "one yes" : count + " to say yes";
    }

    /** Who may be counted by an approval, whatever changes. */
    private Set<String> able(GateWork.Approval approval) {
        if (!approval.by().isEmpty()) {
            return able(approval.by());
        }
        Set<String> able = new TreeSet<>();
        known.roles().forEach((name, role) -> {
            if (role.includes(Role.LAND)) {
                able.add(name);
            }
        });
        if (approval.owners()) {
            config.people().owners().forEach(entry -> able.addAll(able(entry.owners())));
        }
        return able;
    }

    private Set<String> able(Collection<String> accountsAndGroups) {
        Set<String> able = new TreeSet<>(config.people().accounts(List.copyOf(accountsAndGroups)));
        able.retainAll(known.roles().keySet());
        return able;
    }

    private void people() {
        config.people().groups().forEach((group, members) -> members.stream()
                .filter(name -> !known.roles().containsKey(name))
                .forEach(name -> say(nobody(name), "groups", group)));
        for (PathOwners entry : config.people().owners()) {
            entry.owners().forEach(name -> person(name, "owners", entry.paths().text()));
        }
        boolean asked = config.gates().stream()
                .anyMatch(gate -> gate.work() instanceof GateWork.Approval approval && approval.owners());
        if (!asked && !config.people().owners().isEmpty()) {
            say("no gate asks these owners; an approval with `owners = true` would", "owners");
        }
    }

    /** A name that should be a group or somebody who may answer; members of groups are looked at where they stand. */
    private void person(String name, String... path) {
        if (!config.people().groups().containsKey(name) && !known.roles().containsKey(name)) {
            say(nobody(name) + ", and no group is called so", path);
        }
        List<String> members = config.people().groups().getOrDefault(name, List.of(name));
        if (known.roles().containsKey(name) && !members.contains(name)) {
            say(
                    "'" + name + "' is a group here and an account as well; the group is meant, so call it otherwise",
                    path);
        }
    }

    private static String nobody(String name) {
        return "no account '" + name + "' has the write role here, so nobody can answer as " + name;
    }

    private static String listed(Collection<String> names) {
        List<String> sorted = names.stream().sorted().toList();
        String shown = sorted.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return sorted.size() > MOST_NAMES ? shown + " and " + (sorted.size() - MOST_NAMES) + " more" : shown;
    }

    private void say(String message, Gate gate, String key) {
        say(message, GATES, gate.name(), key);
    }

    private void say(String message, String... path) {
        found.add(config.source().problem(message, path));
    }
}
