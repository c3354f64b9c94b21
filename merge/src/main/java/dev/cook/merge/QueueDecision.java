package dev.cook.merge;

import dev.cook.domain.BranchId;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a queue does next, and why each of its branches is where it is.
 *
 * @param actions any of them may be done first, and not one has to be
 * @param reasons one line for each entry
 */
record QueueDecision(List<Action> actions, Map<BranchId, String> reasons) {
    QueueDecision {
        actions = List.copyOf(actions);
        reasons = Map.copyOf(reasons);
    }

    /** A change of one candidate. */
    sealed interface Action {
        /**
         * Merge these, one on the other, and see what comes of it. Open candidates of them are outdated by it.
         *
         * @param ahead the candidate that they stand on; empty: the target's tip
         */
        record Build(List<QueueState.Member> members, Oid base, Optional<CandidateId> ahead) implements Action {
            public Build {
                members = List.copyOf(members);
            }
        }

        /** It is no longer what would land. */
        record Discard(CandidateId candidate, String why) implements Action {}

        /** Its gates passed, and nothing moved: make the target equal to it. */
        record Land(CandidateId candidate) implements Action {}

        /** It failed on what the target is, or was a moment ago: its one branch is to blame and leaves. */
        record Evict(CandidateId candidate, String why) implements Action {}

        /** It passed alone, and others land first: its one branch is judged with others next. */
        record Screen(CandidateId candidate, String why) implements Action {}

        /** It failed on what the target is, and holds several branches: judge parts of it. */
        record Split(CandidateId candidate, String why) implements Action {}
    }
}
