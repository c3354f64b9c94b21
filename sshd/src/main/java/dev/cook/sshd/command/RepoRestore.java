package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.domain.event.RepoFact;
import dev.cook.domain.view.RepoView;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.DeletedRepos;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings a deleted repository back. */
@Command(
        name = "restore",
        description = "Restore a deleted repository. Repository admins only.",
        footer = {
            "",
            "Nothing starts by itself: branches that agents worked on, or that were about to land, wait for",
            "a person.",
            "",
            "Examples:",
            "  ssh HOST repo list --deleted",
            "  ssh HOST repo restore team/thing"
        })
final class RepoRestore extends CookCommand {
    @Parameters(paramLabel = "NAME", description = "The repository's name when it was deleted.")
    private String name = "";

    RepoRestore(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        RepoView view = store().write(tx -> {
            DeletedRepos.Deleted found = RepoNames.deleted(tx, caller(), name);
            tx.refs().lock(found.repo().id());
            if (!tx.deletedRepos().restore(found.repo().id())) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        found.repo().name() + " is being removed for ever, or was restored just now",
                        "`repo list` and `repo list --deleted` show which");
            }
            tx.events()
                    .append(
                            found.repo().id(),
                            new RepoFact.Restored(caller().name(), found.repo().name()));
            return RepoView.of(
                    found.repo(), Access.role(tx, caller(), found.repo().id()).orElse(Role.ADMIN));
        });
        sayJson(view);
        say("restored " + view.name() + "; `branch list " + view.name() + "` shows what waits for a person");
        return ExitCode.OK;
    }
}
