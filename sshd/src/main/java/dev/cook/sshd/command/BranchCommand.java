package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/** A command about one branch: its present life, or the last one. */
abstract class BranchCommand extends CookCommand {
    protected BranchCommand(Desk desk) {
        super(desk);
    }

    /**
     * A branch and where it is.
     *
     * @param tip of the branch, or what landed of it
     */
    protected record Found(Repo repo, Branch branch, Optional<Oid> tip) {
        static Found of(Tx tx, Repo repo, Branch branch) {
            return new Found(
                    repo,
                    branch,
                    tx.refs()
                            .get(repo.id(), branch.name().ref())
                            .flatMap(NamedRef::id)
                            .or(branch::landedAs));
        }

        /** What a request was about, so that nobody finds out too late that it was something else. */
        String told() {
            return " (" + repo.name() + ", " + branch.name()
                    + tip.map(at -> ", commit " + at.hex().substring(0, 10)).orElse("") + ")";
        }
    }

    /** What a request came to, in JSON; without a commit where there is no tip any more. */
    record Done(String repo, String branch, Optional<String> commit, String said) {}

    /** @param words a repository, which may be left out, and a branch */
    protected final Found branch(Tx tx, List<String> words, Role needed) {
        Repo repo = repo(tx, words.subList(0, words.size() - 1), needed);
        return branch(tx, repo, words.getLast());
    }

    protected final Found branch(Tx tx, Repo repo, String name) {
        if (BranchName.problemOf(name).isPresent()) {
            throw none(repo, name);
        }
        BranchName wanted = new BranchName(name);
        return tx.branches()
                .latest(repo.id(), wanted)
                .map(branch -> Found.of(tx, repo, branch))
                .orElseThrow(() -> wanted.equals(repo.defaultBranch())
                        ? new Refusal(
                                ExitCode.NOT_FOUND,
                                name + " is what branches of " + repo.name() + " land on; it has no story of its own",
                                "`branch list " + repo.name() + " --all` shows what landed")
                        : none(repo, name));
    }

    /** Whether the caller may see a repository of that name. */
    protected final boolean isRepo(Tx tx, String word) {
        return RepoName.parse(word)
                .flatMap(tx.repos()::byName)
                .filter(repo -> Access.may(tx, caller(), repo.id(), Role.READ))
                .isPresent();
    }

    /** Whether a repository has, or had, a branch of that name. */
    protected static boolean isBranch(Tx tx, Repo repo, String word) {
        return BranchName.problemOf(word).isEmpty()
                && (tx.refs().get(repo.id(), new BranchName(word).ref()).isPresent()
                        || tx.branches().latest(repo.id(), new BranchName(word)).isPresent());
    }

    private static Refusal none(Repo repo, String name) {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no branch '" + Text.shortened(name, 100) + "' in " + repo.name(),
                "`branch list " + repo.name() + " --all` shows them, with those that ended");
    }

    /** Tells what the queue made of a request. */
    protected final ExitCode answer(Found found, Outcome outcome) {
        if (!outcome.agreed()) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    outcome.said(),
                    "`branch show " + found.repo().name() + " " + found.branch().name() + "` tells where it is");
        }
        sayJson(new Done(
                found.repo().name().value(),
                found.branch().name().value(),
                found.tip().map(Oid::hex),
                outcome.said()));
        say(outcome.said() + found.told());
        return ExitCode.OK;
    }
}
