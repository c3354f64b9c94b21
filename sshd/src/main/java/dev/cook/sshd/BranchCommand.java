package dev.cook.sshd;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.merge.MergeQueue;
import dev.cook.store.Tx;
import java.util.List;

/** A command about one branch: its present life, or the last one. */
abstract class BranchCommand extends CookCommand {
    protected BranchCommand(Desk desk) {
        super(desk);
    }

    /** A branch and where it is. */
    protected record Found(Repo repo, Branch branch) {}

    /** What a request came to, in JSON. */
    record Done(String repo, String branch, String said) {}

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
                .map(branch -> new Found(repo, branch))
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

    private static Refusal none(Repo repo, String name) {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no branch '" + Text.shortened(name, 100) + "' in " + repo.name(),
                "`branch list " + repo.name() + " --all` shows them, with those that ended");
    }

    /** Tells what the queue made of a request. */
    protected final ExitCode answer(Found found, MergeQueue.Answer answer) {
        return switch (answer) {
            case MergeQueue.Answer.Agreed agreed -> {
                sayJson(new Done(
                        found.repo().name().value(), found.branch().name().value(), agreed.what()));
                say(agreed.what());
                yield ExitCode.OK;
            }
            case MergeQueue.Answer.Refused refused ->
                throw new Refusal(
                        ExitCode.CONFLICT,
                        refused.why(),
                        "`branch show " + found.repo().name() + " "
                                + found.branch().name() + "` tells where it is");
        };
    }
}
