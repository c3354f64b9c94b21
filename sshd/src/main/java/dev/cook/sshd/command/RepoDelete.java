package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.event.RepoFact;
import dev.cook.hooks.Deletion;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hides a repository and ends what runs in it. */
@Command(
        name = "delete",
        description =
                "Delete a repository, so that nobody can see it; `repo restore` brings it back. Repository admins only.",
        footer = {
            "",
            "Cook ends its agents and gates, and keeps everything else: commits, branches, fossils, logs,",
            "roles and persistent environments. After `repo restore`, branches that were about to land wait",
            "for a person. The name stays reserved until `repo purge` removes the repository.",
            "",
            "Example:",
            "  ssh HOST repo delete team/thing"
        })
final class RepoDelete extends CookCommand {
    @Parameters(paramLabel = "NAME", description = "The repository.")
    private String name = "";

    RepoDelete(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String name, int sessionsEnded, int branchesStopped) {}

    @Override
    protected ExitCode run() {
        View view = store().write(tx -> {
            Repo repo = repo(tx, name, Role.ADMIN);
            tx.refs().lock(repo.id());
            if (!tx.deletedRepos().delete(repo.id(), caller().name())) {
                throw Refusal.noRepo(name);
            }
            Deletion.Ended ended = Deletion.end(tx, repo, caller().name());
            tx.events().append(repo.id(), new RepoFact.Deleted(caller().name(), repo.name()));
            return new View(repo.name().value(), ended.sessions(), ended.branches());
        });
        sayJson(view);
        say("deleted " + view.name() + "; " + view.sessionsEnded() + " sessions were ended and "
                + view.branchesStopped() + " branches stopped; `repo restore " + view.name() + "` brings it back");
        return ExitCode.OK;
    }
}
