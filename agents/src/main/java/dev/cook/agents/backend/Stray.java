package dev.cook.agents.backend;

import dev.cook.domain.Branch;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.Text;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * A repository in a branch that .gitmodules does not name: what {@code git add} makes of a directory that an agent cloned or
 * initialised. It would land as an empty directory, and its files would be gone with the environment.
 */
public final class Stray {
    /** Repositories that are named: a person sees by then what went wrong. */
    private static final int NAMED = 5;

    private final Store store;
    private final Trees trees;

    public Stray(Store store, Trees trees) {
        this.store = store;
        this.trees = trees;
    }

    private record Tips(RepoId repo, Oid tip, Oid target) {}

    /** What is wrong and how to mend it; empty: nothing. Not to be called within a transaction. */
    public Optional<String> problem(Branch branch) {
        Optional<Tips> tips = store.read(tx -> tip(tx, branch, branch.name().ref())
                .map(tip -> new Tips(
                        branch.repo(),
                        tip,
                        tip(tx, branch, branch.target().ref()).orElse(branch.startedFrom()))));
        return tips.map(found -> trees.strayRepositories(found.repo(), found.tip(), found.target(), NAMED))
                .filter(paths -> !paths.isEmpty())
                .map(Stray::told);
    }

    static String told(List<String> paths) {
        List<String> named = paths.stream().map(Text::printable).toList();
        String first = named.getFirst();
        return String.join(", ", named)
                + (named.size() == 1 ? " is a nested repository" : " are nested repositories")
                + " missing from .gitmodules; only an empty directory would land. To keep the files: `git rm -q"
                + " --cached " + first + " && rm -rf " + first + "/.git && git add " + first
                + " && git commit`; to make it a submodule: `git submodule add URL " + first
                + "`. Push, then run `cook done` again";
    }

    private static Optional<Oid> tip(Tx tx, Branch branch, String ref) {
        return tx.refs().get(branch.repo(), ref).flatMap(NamedRef::id);
    }
}
