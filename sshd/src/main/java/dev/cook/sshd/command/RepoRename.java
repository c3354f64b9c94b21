package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a repository another name. */
@Command(
        name = "rename",
        description = "Rename a repository. Repository admins only.",
        footer = {
            "",
            "The old name redirects: git, pages, commands and running agents keep working with it. The",
            "redirect ends when an admin of the repository gives the old name to another repository.",
            "A push to the old name never creates a repository.",
            "",
            "Example:",
            "  ssh HOST repo rename team/thing team/tool"
        })
final class RepoRename extends CookCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The repository.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "NEW",
            description = "Its new name: letters, digits, '.', '-', '_', and up to three '/'.")
    private String wanted = "";

    RepoRename(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String name, String formerName) {}

    @Override
    protected ExitCode run() {
        RepoName next = RepoName.parse(wanted)
                .orElseThrow(() -> Refusal.usage(
                        RepoName.problemOf(wanted).orElse("'" + wanted + "' is not a repository's name"),
                        "for instance: repo rename team/thing team/tool"));
        View view = store().write(tx -> {
            Repo found = repo(tx, name, Role.ADMIN);
            tx.repos().lockNames();
            // Read again under the lock: somebody else may have renamed it meanwhile.
            Repo repo = repo(tx, name, Role.ADMIN);
            if (!repo.id().equals(found.id())) {
                throw Refusal.noRepo(name);
            }
            String before = repo.name().value();
            if (before.equals(next.value())) {
                return new View(before, before);
            }
            if (!before.equalsIgnoreCase(next.value())) {
                RepoNames.free(tx, caller(), next);
            }
            tx.repos().rename(repo, next, caller().name());
            tx.events().append(repo.id(), new RepoFact.Renamed(caller().name(), repo.name(), next));
            return new View(next.value(), before);
        });
        sayJson(view);
        say(
                view.name().equals(view.formerName())
                        ? "the repository is called " + view.name() + " already"
                        : "renamed " + view.formerName() + " to " + view.name()
                                + (view.name().equalsIgnoreCase(view.formerName())
                                        ? ""
                                        : "; " + view.formerName() + " leads there"));
        return ExitCode.OK;
    }
}
