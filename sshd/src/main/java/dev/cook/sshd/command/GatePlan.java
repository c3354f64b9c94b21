package dev.cook.sshd.command;

import dev.cook.config.Gate;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Role;
import dev.cook.gates.Applicability;
import dev.cook.gates.GateDefinitions;
import dev.cook.git.Trees;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which gates would run for a branch. */
@Command(
        name = "plan",
        description =
                "Show which gates would run for a branch now, and why. Cook reads the gates from the target branch.",
        footer = {"", "Example:", "  ssh HOST gate plan team/thing fix"})
final class GatePlan extends BranchCommand {
    /** Files of one change that are looked at; the reference of `paths` says nothing of more. */
    private static final int MOST_FILES = 100_000;

    private final GateDefinitions definitions;
    private final Trees trees;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    GatePlan(Desk desk, GateDefinitions definitions, Trees trees) {
        super(desk);
        this.definitions = definitions;
        this.trees = trees;
    }

    /** In JSON. */
    record View(String repo, String branch, String target, String from, int files, List<Line> gates) {}

    /** A gate, and whether it would run. */
    record Line(GateView gate, boolean runs, String why) {}

    private record Ends(Found found, Oid target, Oid tip, Optional<Candidate> candidate) {}

    @Override
    protected ExitCode run() {
        Ends ends = store().read(this::ends);
        Branch life = ends.found().branch();
        // A candidate says what would land; before there is one, what the branch changed since it went its own way.
        Optional<Candidate> current = ends.candidate()
                .filter(candidate -> candidate.branchTip().equals(ends.tip()))
                .filter(candidate -> candidate.head().isPresent());
        Oid definedAt = current.map(Candidate::base).orElse(ends.target());
        Oid from = current.map(Candidate::base).orElseGet(() -> trees.mergeBase(life.repo(), ends.target(), ends.tip())
                .orElse(ends.target()));
        Oid to = current.flatMap(Candidate::head).orElse(ends.tip());
        return switch (definitions.read(life.repo(), definedAt)) {
            case GateDefinitions.Read.Bad(String problem) ->
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "the gates of " + life.target() + " cannot be read: " + problem,
                        "list all problems: gate check " + ends.found().repo().name());
            case GateDefinitions.Read.Good good ->
                show(ends.found(), good, trees.changed(life.repo(), from, to, MOST_FILES));
        };
    }

    private ExitCode show(Found found, GateDefinitions.Read.Good good, List<String> changed) {
        Branch life = found.branch();
        List<Line> lines = Gate.inOrder(good.config().gates()).stream()
                .map(gate -> {
                    Applicability matter = Applicability.of(gate, life, changed);
                    return new Line(GateView.of(gate), matter.runs(), matter.why());
                })
                .toList();
        sayJson(new View(
                found.repo().name().value(),
                life.name().value(),
                life.target().value(),
                good.from(),
                changed.size(),
                lines));
        if (!json()) {
            say(life.name() + " changes " + changed.size() + (changed.size() == 1 ? " file" : " files")
                    + "; gates from " + good.from() + " on " + life.target() + ":");
            Table table = new Table("GATE", "KIND", "RUNS", "REASON");
            lines.forEach(
                    line -> table.row(line.gate().gate(), line.gate().kind(), line.runs() ? "yes" : "no", line.why()));
            if (table.isEmpty()) {
                say("no gates are defined: a branch lands without any check");
            } else {
                table.print(io().print(), colours());
            }
        }
        return ExitCode.OK;
    }

    private Ends ends(Tx tx) {
        Found found = branch(tx, branch, Role.READ);
        Branch life = found.branch();
        return new Ends(
                found,
                tip(tx, found, life.target().ref()),
                tip(tx, found, life.name().ref()),
                tx.candidates().newest(life.id()));
    }

    private static Oid tip(Tx tx, Found found, String ref) {
        return tx.refs()
                .get(found.repo().id(), ref)
                .flatMap(NamedRef::id)
                .orElseThrow(() -> new Refusal(
                        ExitCode.CONFLICT,
                        ref + " no longer exists",
                        "see what happened: branch show " + found.repo().name() + " "
                                + found.branch().name()));
    }
}
