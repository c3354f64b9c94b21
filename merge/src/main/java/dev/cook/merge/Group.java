package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Oid;
import dev.cook.git.Candidates;
import dev.cook.git.Merge;
import java.util.ArrayList;
import java.util.List;

/** Merges branches one on the other, as far as they go. */
sealed interface Group {
    /** At least the first could be merged; those behind the first that could not be are left out. */
    record Merged(List<Candidate.Member> members) implements Group {
        public Merged {
            members = List.copyOf(members);
        }
    }

    /** The first of them conflicts. */
    record Conflict(List<String> files) implements Group {
        public Conflict {
            files = List.copyOf(files);
        }
    }

    /** All of the first is there already. */
    record UpToDate() implements Group {}

    /** A branch and the tip that it has. */
    record Part(Branch branch, Oid tip) {}

    static Group build(Candidates candidates, List<Part> parts, Oid base) {
        List<Candidate.Member> members = new ArrayList<>();
        Oid on = base;
        for (Part part : parts) {
            Branch branch = part.branch();
            Merge merge = candidates.build(branch.repo(), on, part.tip(), message(branch));
            switch (merge) {
                case Merge.Merged merged -> {
                    members.add(new Candidate.Member(branch.id(), part.tip(), java.util.Optional.of(merged.commit())));
                    on = merged.commit();
                }
                case Merge.Conflict conflict -> {
                    return members.isEmpty() ? new Conflict(conflict.files()) : new Merged(members);
                }
                case Merge.UpToDate _ -> {
                    return members.isEmpty() ? new UpToDate() : new Merged(members);
                }
            }
        }
        return new Merged(members);
    }

    static String message(Branch branch) {
        return "Merge branch '" + branch.name() + "'\n\n" + "Branch: " + branch.name() + "\nStarted-by: "
                + branch.startedBy() + "\n";
    }
}
