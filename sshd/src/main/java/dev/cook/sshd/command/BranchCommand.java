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
import dev.cook.git.Trees;
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

    /**
     * What a branch changes.
     *
     * @param target the tip of what it lands on
     */
    protected record Change(Found found, Optional<Oid> target) {
        Oid requireTip() {
            return found.tip()
                    .orElseThrow(() -> new Refusal(
                            ExitCode.CONFLICT,
                            "the branch " + found.branch().name() + " has no commit any more",
                            "see its state: branch show " + found.repo().name() + " "
                                    + found.branch().name()));
        }

        /** What it is compared with. */
        Optional<Oid> base(Trees trees, Oid tip) {
            return target.flatMap(onto -> trees.mergeBase(found.repo().id(), tip, onto));
        }
    }

    protected static Change change(Tx tx, Found found) {
        return new Change(
                found,
                tx.refs().get(found.repo().id(), found.branch().target().ref()).flatMap(NamedRef::id));
    }

    /** What a request came to, in JSON; without a commit where there is no tip any more. */
    record Done(String repo, String branch, Optional<String> commit, String said) {}

    protected final Found branch(Tx tx, BranchArgument named, Role needed) {
        return branch(tx, repo(tx, named.repo(), needed), named.name());
    }

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
                                name + " is the default branch of " + repo.name()
                                        + "; other branches land on it, and it has no timeline",
                                "see what landed: branch list " + repo.name() + " --all")
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
                repo.name() + " has no branch '" + Text.shortened(Text.printable(name), 100) + "'",
                "list its branches, ended ones too: branch list " + repo.name() + " --all");
    }

    /** Tells what the queue made of a request. */
    protected final ExitCode answer(Found found, Outcome outcome) {
        if (!outcome.agreed()) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    outcome.said(),
                    "see its state: branch show " + found.repo().name() + " "
                            + found.branch().name());
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
