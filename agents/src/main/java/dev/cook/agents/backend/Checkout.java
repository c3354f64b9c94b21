package dev.cook.agents.backend;

import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an environment has in its work tree when it is ready. */
public sealed interface Checkout {
    /** A branch that tracks the server's: what a session works on. */
    record Branch(BranchName name) implements Checkout {}

    /** Nothing: it only has to be there, for whoever tries a backend. */
    record None() implements Checkout {}

    /**
     * One exact commit, detached, reachable from a ref: what a gate judges.
     *
     * @param answer the ref where it may leave what it made of the commit; empty: it only judges
     * @param base what the commit stands on; empty: nothing that would have a name
     */
    record Commit(String ref, Oid commit, Optional<String> answer, Optional<Base> base) implements Checkout {
        private static final Pattern REF = Pattern.compile("refs/[^\\p{Cntrl} ~^:?*\\[\\\\]+");

        public Commit {
            if (!REF.matcher(ref).matches()) {
                throw new IllegalArgumentException("not a full ref name: '" + ref + "'");
            }
        }
    }

    /** What a commit that would land stands on, and where it would land. */
    record Base(BranchName target, Oid commit) {}
}
