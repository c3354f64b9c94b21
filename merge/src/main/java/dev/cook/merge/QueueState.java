package dev.cook.merge;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import java.util.List;
import java.util.Optional;

/**
 * All that the queue of one target depends on.
 *
 * @param entries the branches that shall land, in order
 * @param recent what became of the last branches
 * @param candidates open and conflicting candidates of these and of branches that left the queue, oldest first
 */
record QueueState(BranchName target, Oid targetTip, Recent recent, List<Entry> entries, List<Built> candidates) {
    QueueState {
        entries = List.copyOf(entries);
        candidates = List.copyOf(candidates);
    }

    /**
     * The last branches of a target whose gates came to an end.
     *
     * @param failed those of them that left because their gates failed
     */
    record Recent(int ended, int failed) {
        static final Recent NONE = new Recent(0, 0);
    }

    /**
     * A branch that shall land.
     *
     * @param failedIn how many branches the smallest group had in which it failed, as it is now; 0: in none
     * @param screened whether it passed alone on the target, as it is now
     * @param lane the lane that all its changes lie in; empty: it may touch anything
     * @param stopped why it does not go on at present; empty: it does
     */
    record Entry(
            BranchId branch,
            BranchName name,
            Oid tip,
            int failedIn,
            boolean screened,
            Optional<String> lane,
            Optional<String> stopped,
            List<Need> needs) {
        Entry {
            needs = List.copyOf(needs);
            if (failedIn < 0) {
                throw new IllegalArgumentException("a group of " + failedIn);
            }
        }

        Member member() {
            return new Member(branch, tip);
        }
    }

    /**
     * A branch of any repository without which the entry must not land.
     *
     * @param name as a person wrote it
     */
    record Need(String name, Ready ready) {}

    /** How far something is that an entry needs. */
    enum Ready {
        /** It landed already. */
        LANDED,
        /** It is in this queue, ahead. */
        AHEAD,
        /** It is in the queue of another target, and could land at this moment. */
        NEXT,
        /** It is in the queue of another target. */
        COMING,
        /** It is in no queue. */
        NOT
    }

    /** A branch as it was when a candidate was built with it. */
    record Member(BranchId branch, Oid tip) {}

    /**
     * A candidate.
     *
     * @param onTarget whether it stands on what the target is or was, not on a candidate ahead
     * @param head what would land; empty where it conflicts
     * @param what for a person: the files that conflict, or the gates that wait or failed
     */
    record Built(
            CandidateId id,
            Oid base,
            boolean onTarget,
            List<Member> members,
            Optional<Oid> head,
            Verdict verdict,
            String what) {
        Built {
            members = List.copyOf(members);
            if (members.isEmpty() || head.isEmpty() != (verdict == Verdict.CONFLICT)) {
                throw new IllegalArgumentException("candidate " + id + " of " + members + " " + verdict);
            }
        }

        /** Whether what it stands on holds all of it. */
        boolean addsNothing() {
            return head.equals(Optional.of(base));
        }

        /** Whether it says of its one branch what the target would be with that alone. */
        boolean isAlone() {
            return onTarget && members.size() == 1;
        }
    }

    /** What is known of a candidate. */
    enum Verdict {
        /** Its gates are to be read, or run. */
        PENDING,
        /** Nothing is left but people, or another system, who have to answer. */
        WAITING,
        PASSED,
        FAILED,
        /** Its branch cannot be merged with what it would stand on. */
        CONFLICT
    }
}
