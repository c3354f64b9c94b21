package dev.cook.sshd;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.gates.Gates;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the gates of a branch's newest candidate again. */
@Command(
        name = "run",
        description = "Run the gates of a branch's newest candidate again, all or one.",
        footer = {
            "",
            "Of two words, the first is the repository if there is one of that name. With a gate, those that did not",
            "run because of it run as well. What passed with the same definition, files and environment is answered",
            "by that run.",
            "",
            "Examples:",
            "  ssh HOST gate run team/thing fix",
            "  ssh HOST gate run team/thing fix test"
        })
final class GateRunAgain extends BranchCommand {
    private final Gates gates;

    @Parameters(
            arity = "1..3",
            paramLabel = "[REPO] BRANCH [GATE]",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--fresh", description = "Run them although the answer to the same content may be known.")
    private boolean fresh;

    GateRunAgain(Desk desk, Gates gates) {
        super(desk);
        this.gates = gates;
    }

    /** In JSON. */
    record View(String repo, String branch, List<String> gates) {}

    private record Wanted(Found found, Optional<String> gate) {}

    @Override
    protected ExitCode run() {
        Wanted wanted = store().read(this::wanted);
        Found found = wanted.found();
        return switch (gates.runAgain(found.branch(), wanted.gate(), fresh, caller().name())) {
            case Gates.Again.Queued queued -> {
                sayJson(new View(
                        found.repo().name().value(), found.branch().name().value(), queued.gates()));
                say("queued " + String.join(", ", queued.gates()) + " for "
                        + found.branch().name());
                yield ExitCode.OK;
            }
            case Gates.Again.Refused refused ->
                throw new Refusal(
                        ExitCode.CONFLICT,
                        refused.why(),
                        "`gate list " + found.repo().name() + " "
                                + found.branch().name() + "` shows what ran");
        };
    }

    private Wanted wanted(Tx tx) {
        boolean named = words.size() == 3 || (words.size() == 2 && isRepo(tx, words.getFirst()));
        Repo repo = repo(tx, named ? words.subList(0, 1) : List.of(), Role.WRITE);
        List<String> rest = words.subList(named ? 1 : 0, words.size());
        return new Wanted(
                branch(tx, repo, rest.getFirst()), rest.size() == 2 ? Optional.of(rest.get(1)) : Optional.empty());
    }
}
