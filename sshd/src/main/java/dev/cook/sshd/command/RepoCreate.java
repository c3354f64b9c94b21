package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.view.RepoView;
import dev.cook.hooks.PushHooks;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a repository whose admin is the caller. */
@Command(
        name = "create",
        description = "Create a repository. Pushing to a new name does the same.",
        footer = {"", "Example:", "  ssh HOST repo create team/thing"})
final class RepoCreate extends CookCommand {
    private final PushHooks hooks;

    @Parameters(
            paramLabel = "NAME",
            description = "The repository's name: letters, digits, '.', '-', '_' and up to three '/'.")
    private String name = "";

    RepoCreate(Desk desk, PushHooks hooks) {
        super(desk);
        this.hooks = hooks;
    }

    @Override
    protected ExitCode run() {
        RepoName wanted = RepoName.parse(name)
                .orElseThrow(() -> Refusal.usage(
                        RepoName.problemOf(name).orElse("not a valid repository name"),
                        "for example: repo create team/thing"));
        if (!(caller().siteAdmin() || caller().mayCreateRepos())
                || !caller().ceiling().includes(Role.WRITE)) {
            throw new Refusal(
                    ExitCode.REFUSED,
                    "your account cannot create repositories",
                    "ask a site admin to create the repository, or for an account with --may-create-repos");
        }
        // In a transaction of its own: a name that is free then may be taken by anybody, as any free name may.
        store().change(tx -> RepoNames.free(tx, caller(), wanted));
        Repo made = hooks.create(caller(), wanted).orElseThrow(() -> RepoNames.taken(wanted));
        sayJson(RepoView.of(made, Role.ADMIN));
        say("created " + made.name() + "; branches land on " + made.defaultBranch());
        return ExitCode.OK;
    }
}
