package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds or removes a branch that others land on, beside the default one. */
@Command(
        name = "target",
        description =
                "Add a landing target beside the default branch, for example staging. A new target starts at the tip of"
                        + " the default branch, and its own cook.toml defines its gates. Repository admins only.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST repo target team/thing staging",
            "  git push -o target=staging -o land=auto origin HEAD:refs/heads/release-7",
            "  ssh HOST repo target team/thing staging --remove"
        })
final class RepoTarget extends CookCommand {
    @Mixin
    private final NamedRepo named = new NamedRepo();

    @Parameters(index = "1", paramLabel = "BRANCH", description = "The branch to land on.")
    private String branch = "";

    @Option(names = "--remove", description = "Remove the target. The branch itself stays.")
    private boolean remove;

    RepoTarget(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String repo, String branch, boolean target) {}

    @Override
    protected ExitCode run() {
        if (BranchName.problemOf(branch).isPresent()) {
            throw Refusal.usage(
                    "'" + Text.shortened(Text.printable(branch), 100) + "' is not a valid branch name",
                    "for example: repo target team/thing staging");
        }
        BranchName wanted = new BranchName(branch);
        View view = store().write(tx -> {
            Repo repo = repo(tx, named.name(), Role.ADMIN);
            tx.refs().lock(repo.id());
            if (wanted.equals(repo.defaultBranch())) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        wanted + " is the default branch, which is always a target",
                        "choose another branch");
            }
            if (remove) {
                remove(tx, repo, wanted);
            } else {
                add(tx, repo, wanted);
            }
            return new View(repo.name().value(), wanted.value(), !remove);
        });
        sayJson(view);
        say(
                remove
                        ? branch + " is no longer a target"
                        : branch + " is now a target: push with -o target=" + branch + " to land there");
        return ExitCode.OK;
    }

    private void add(Tx tx, Repo repo, BranchName wanted) {
        TargetBranch.begin(tx, repo, wanted, caller().name());
        if (tx.refs().get(repo.id(), wanted.ref()).isEmpty()) {
            Oid tip = tx.refs()
                    .get(repo.id(), repo.defaultBranch().ref())
                    .flatMap(NamedRef::id)
                    .orElseThrow(() -> new Refusal(
                            ExitCode.CONFLICT,
                            "the default branch " + repo.defaultBranch() + " of " + repo.name() + " does not exist yet",
                            "push " + repo.defaultBranch() + " first"));
            if (tx.refs().move(repo.id(), List.of(RefChange.create(wanted.ref(), tip, "target")), caller().name())
                    instanceof RefsOutcome.Refused refused) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "cannot create " + wanted + ": "
                                + refused.refusals().getFirst().reason(),
                        "choose another name");
            }
        }
        if (tx.repos().addTarget(repo.id(), wanted, caller().name())) {
            told(tx, repo, "added the landing target " + wanted);
        }
    }

    private void remove(Tx tx, Repo repo, BranchName wanted) {
        if (!tx.repos().removeTarget(repo.id(), wanted)) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    wanted + " is not a target of " + repo.name(),
                    "list the targets: repo show " + repo.name());
        }
        told(tx, repo, "removed the landing target " + wanted);
    }

    private void told(Tx tx, Repo repo, String what) {
        tx.events().append(repo.id(), new RepoFact.Changed(caller().name(), what));
    }
}
