package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows or chooses the branch that the others land on. */
@Command(
        name = "default",
        description = "Show a repository's default branch, or choose another, as a repository admin.",
        footer = {
            "",
            "Branches land on the default branch unless a push says otherwise, and a clone checks it out.",
            "The former default branch stays a target, and branches on their way to it still land there;",
            "`repo target REPO BRANCH --remove` ends that.",
            "",
            "Examples:",
            "  ssh HOST repo default team/thing",
            "  ssh HOST repo default team/thing trunk"
        })
final class RepoDefault extends CookCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The repository.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BRANCH",
            description = "The branch that becomes the default.")
    private Optional<String> branch = Optional.empty();

    RepoDefault(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String repo, String defaultBranch) {}

    @Override
    protected ExitCode run() {
        if (branch.isEmpty()) {
            Repo repo = store().read(tx -> repo(tx, name, Role.READ));
            sayJson(new View(repo.name().value(), repo.defaultBranch().value()));
            say(repo.defaultBranch().value());
            return ExitCode.OK;
        }
        BranchName.problemOf(branch.get()).ifPresent(problem -> {
            throw Refusal.usage(problem, "for instance: repo default team/thing trunk");
        });
        BranchName wanted = new BranchName(branch.get());
        record Done(Repo repo, boolean oldIsThere) {}
        Done done = store().write(tx -> {
            Repo found = repo(tx, name, Role.ADMIN);
            tx.refs().lock(found.id());
            // Read again under the lock: somebody else may have chosen meanwhile.
            Repo repo = repo(tx, found.name().value(), Role.ADMIN);
            if (wanted.equals(repo.defaultBranch())) {
                return new Done(repo, false);
            }
            return new Done(repo, choose(tx, repo, wanted));
        });
        sayJson(new View(done.repo().name().value(), wanted.value()));
        String old = done.repo().defaultBranch().value();
        say("the default branch of " + done.repo().name() + " is " + wanted
                + (done.oldIsThere()
                        ? "; " + old + " stays a target, until `repo target "
                                + done.repo().name() + " " + old + " --remove`"
                        : ""));
        return ExitCode.OK;
    }

    /** Answers whether what was the default is there and stays a target. */
    private boolean choose(Tx tx, Repo repo, BranchName wanted) {
        boolean empty = !tx.refs().hasBranches(repo.id());
        if (!empty && tx.refs().get(repo.id(), wanted.ref()).isEmpty()) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    repo.name() + " has no branch " + wanted,
                    "push " + wanted + " first, then choose it");
        }
        TargetBranch.begin(tx, repo, wanted, caller().name());
        tx.repos().removeTarget(repo.id(), wanted);
        boolean oldIsThere =
                tx.refs().get(repo.id(), repo.defaultBranch().ref()).isPresent();
        if (oldIsThere) {
            tx.repos().addTarget(repo.id(), repo.defaultBranch(), caller().name());
        }
        tx.repos().setDefaultBranch(repo.id(), wanted, caller().name());
        tx.events()
                .append(
                        repo.id(),
                        new RepoFact.Changed(
                                caller().name(),
                                "changed the default branch from " + repo.defaultBranch() + " to " + wanted));
        return oldIsThere;
    }
}
