package dev.cook.sshd;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.hooks.Access;
import dev.cook.store.Tx;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one fossil and how to fetch it. */
@Command(
        name = "show",
        description = "Show a fossil and how to fetch it.",
        footer = {"", "Example:", "  ssh HOST fossil show team/thing 12"})
final class FossilShow extends CookCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NUMBER",
            description = "The repository may be left out if you see only one.")
    private List<String> words = List.of();

    FossilShow(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        long number = number(words.getLast());
        FossilView view = store().read(tx -> {
            Repo repo = words.size() == 2 ? repo(tx, words.getFirst(), Role.READ) : onlyRepo(tx);
            return tx.fossils()
                    .get(repo.id(), number)
                    .map(FossilView::of)
                    .orElseThrow(() -> new Refusal(
                            ExitCode.NOT_FOUND,
                            "no fossil " + number + " in " + repo.name(),
                            "`fossil list " + repo.name() + "` shows them"));
        });
        sayJson(view);
        say("fossil  " + view.number());
        say("name    " + view.name());
        say("tip     " + view.tip());
        say("reason  " + view.reason());
        say("by      " + view.madeBy());
        say("made    " + view.madeAt());
        say("fetch   git fetch origin " + view.ref());
        return ExitCode.OK;
    }

    private Repo onlyRepo(Tx tx) {
        List<Repo> readable = Access.readable(tx, caller());
        if (readable.size() != 1) {
            throw Refusal.usage("which repository?", "fossil show REPO NUMBER");
        }
        return readable.getFirst();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.startsWith("#") ? text.substring(1) : text);
        } catch (NumberFormatException e) {
            throw Refusal.usage("'" + text + "' is no fossil's number", "fossil show REPO NUMBER");
        }
    }
}
