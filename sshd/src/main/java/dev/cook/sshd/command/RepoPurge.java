package dev.cook.sshd.command;

import dev.cook.domain.PersistentState;
import dev.cook.domain.RepoName;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.ExitCode;
import dev.cook.store.DeletedRepos;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a deleted repository for ever. */
@Command(
        name = "purge",
        description =
                "Remove a deleted repository permanently, with all its commits, fossils and logs. Site admins only.",
        footer = {
            "",
            "Only a backup can bring the repository back. Cook never purges on its own. It removes the files",
            "once nothing of the repository runs; then the name is free.",
            "",
            "Example:",
            "  ssh HOST repo purge team/thing --confirm team/thing"
        })
final class RepoPurge extends CookCommand {
    @Parameters(paramLabel = "NAME", description = "The deleted repository.")
    private String name = "";

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "The name once more, as it stands in `repo list --deleted`.")
    private Optional<String> confirm = Optional.empty();

    RepoPurge(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String name, boolean purged) {}

    @Override
    protected ExitCode run() {
        requireSiteAdmin();
        View view = store().write(tx -> {
            Optional<RepoName> asked = RepoName.parse(name);
            if (asked.flatMap(tx.repos()::byName).isPresent()) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        name + " is not deleted, and only a deleted repository can be purged",
                        "`repo delete " + name + "` first");
            }
            DeletedRepos.Deleted found = RepoNames.deleted(tx, caller(), name);
            String exact = found.repo().name().value();
            if (!confirm.equals(Optional.of(exact))) {
                throw Refusal.usage(
                        "a purge removes all commits, fossils and logs of " + exact + ", and nothing brings them back",
                        "if that is meant: repo purge " + exact + " --confirm " + exact);
            }
            tx.refs().lock(found.repo().id());
            if (!tx.deletedRepos().markPurged(found.repo().id(), caller().name())) {
                throw new Refusal(ExitCode.CONFLICT, exact + " is being purged already, or was restored just now", "");
            }
            tx.persistentEnvironments().of(found.repo().id()).forEach(kept -> tx.persistentEnvironments()
                    .setState(kept.id(), PersistentState.DESTROYED));
            // About no repository, as its events go with it.
            tx.events()
                    .append(new AccountFact.RepoPurged(
                            caller().name(), found.repo().name()));
            return new View(exact, true);
        });
        sayJson(view);
        say(view.name() + " is removed for ever; its files go as soon as nothing of it runs");
        return ExitCode.OK;
    }
}
