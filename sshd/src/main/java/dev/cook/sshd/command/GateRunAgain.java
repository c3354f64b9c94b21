package dev.cook.sshd.command;

import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.gates.Gates;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the gates of a branch's newest candidate again. */
@Command(
        name = "run",
        aliases = {"rerun", "retry"},
        description = "Rerun the gates of a branch's newest candidate, all of them or one.",
        footer = {
            "",
            "Of two words, the first names the repository if one has that name. Gates that were skipped",
            "because of the named gate run too. Cook reuses the result of a run with the same definition,",
            "files and environment unless you say --fresh.",
            "",
            "Examples:",
            "  ssh HOST gate run team/thing fix",
            "  ssh HOST gate run team/thing fix test",
            "  ssh HOST gate run --repo team/thing fix"
        })
final class GateRunAgain extends BranchCommand {
    private final Gates gates;

    @Parameters(
            arity = "1..3",
            paramLabel = "[REPO] BRANCH [GATE]",
            hideParamSyntax = true,
            description =
                    "The branch, and one of its gates. REPO is optional in a clone of it (with ./cook), or if you can see only"
                            + " one.")
    private List<String> words = List.of();

    @Option(names = "--repo", paramLabel = "NAME", description = "The repository; the words are then BRANCH [GATE].")
    private Optional<String> repo = Optional.empty();

    @Option(names = "--fresh", description = "Do not reuse the results of earlier runs.")
    private boolean fresh;

    GateRunAgain(Desk desk, Gates gates) {
        super(desk);
        this.gates = gates;
    }

    /** In JSON. */
    record View(String repo, String branch, Optional<String> commit, List<String> gates) {}

    private record Wanted(Found found, Optional<String> gate) {}

    @Override
    protected ExitCode run() {
        Wanted wanted = store().read(this::wanted);
        Found found = wanted.found();
        return switch (gates.runAgain(found.branch(), wanted.gate(), fresh, caller().name())) {
            case Gates.Again.Queued queued -> {
                sayJson(new View(
                        found.repo().name().value(),
                        found.branch().name().value(),
                        found.tip().map(Oid::hex),
                        queued.gates()));
                say("queued " + String.join(", ", queued.gates()) + " for "
                        + found.branch().name() + found.told());
                yield ExitCode.OK;
            }
            case Gates.Again.Refused refused ->
                throw new Refusal(
                        ExitCode.CONFLICT,
                        refused.why(),
                        "list the gate runs: gate list " + found.repo().name() + " "
                                + found.branch().name());
        };
    }

    private Wanted wanted(Tx tx) {
        if (repo.isPresent() && words.size() == 3) {
            throw Refusal.usage(
                    "the repository is given twice", "for example: gate run --repo " + repo.get() + " BRANCH GATE");
        }
        boolean named = repo.isEmpty() && (words.size() == 3 || (words.size() == 2 && isRepo(tx, words.getFirst())));
        if (named && words.size() == 2) {
            refuseGuess(tx, words.getFirst(), words.getLast());
        }
        Repo in = repo(tx, repo.map(List::of).orElse(named ? words.subList(0, 1) : List.of()), Role.WRITE);
        List<String> rest = words.subList(named ? 1 : 0, words.size());
        return new Wanted(
                branch(tx, in, rest.getFirst()), rest.size() == 2 ? Optional.of(rest.get(1)) : Optional.empty());
    }

    /** Two words may be a repository and its branch, or a branch of the only repository and its gate: nobody guesses. */
    private void refuseGuess(Tx tx, String first, String second) {
        List<Repo> readable = Access.readable(tx, caller());
        boolean alone = readable.size() == 1
                && isBranch(tx, readable.getFirst(), first)
                && isBranch(tx, readable.getFirst(), second);
        if (alone) {
            throw Refusal.usage(
                    "'" + first + "' is a repository and also a branch in it",
                    "all gates of the branch " + second + ": gate run --repo " + first + " " + second + "; the gate "
                            + second + " of the branch " + first + ": gate run --repo " + first + " " + first + " "
                            + second);
        }
    }
}
