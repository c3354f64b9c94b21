package dev.cook.merge;

import dev.cook.config.LandingStyle;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Oid;
import dev.cook.domain.Text;
import dev.cook.git.CandidateBuilder;
import dev.cook.git.LandingShape;
import dev.cook.git.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Merges branches one on the other, as far as they go. */
sealed interface Group {
    /** Characters of a task in a commit's message: a line that git log shows whole. */
    int LONGEST_TITLE = 100;

    /**
     * At least the first could be merged; those behind the first that could not be are left out.
     *
     * @param remarks of each member, in the same order: why it lands in another shape than the target asks for
     */
    record Merged(List<Candidate.Member> members, List<Optional<String>> remarks) implements Group {
        public Merged {
            members = List.copyOf(members);
            remarks = List.copyOf(remarks);
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

    /** Where the first cannot be merged for want of something, that is thrown; where another cannot, it is left out. */
    static Group build(CandidateBuilder candidates, List<Part> parts, Oid base, LandingStyle style) {
        List<Candidate.Member> members = new ArrayList<>();
        List<Optional<String>> remarks = new ArrayList<>();
        Oid on = base;
        for (Part part : parts) {
            Branch branch = part.branch();
            Merge merge;
            try {
                merge = candidates.build(branch.repo(), on, part.tip(), shape(branch, style));
            } catch (RuntimeException | Error e) {
                if (members.isEmpty()) {
                    throw e;
                }
                // It is the first of its own group next, and its failure is told then.
                return new Merged(members, remarks);
            }
            switch (merge) {
                case Merge.Merged merged -> {
                    members.add(new Candidate.Member(branch.id(), part.tip(), Optional.of(merged.commit())));
                    remarks.add(merged.remark());
                    on = merged.commit();
                }
                case Merge.Conflict conflict -> {
                    return members.isEmpty() ? new Conflict(conflict.files()) : new Merged(members, remarks);
                }
                case Merge.UpToDate _ -> {
                    return members.isEmpty() ? new UpToDate() : new Merged(members, remarks);
                }
            }
        }
        return new Merged(members, remarks);
    }

    private static LandingShape shape(Branch branch, LandingStyle style) {
        String trailers = trailers(branch);
        return switch (style) {
            case MERGE -> new LandingShape.MergeCommit("Merge branch '" + branch.name() + "'\n\n" + trailers);
            case SQUASH -> new LandingShape.Squashed(title(branch), trailers);
            case REBASE -> new LandingShape.Rebased(title(branch), trailers);
        };
    }

    /** The first line of what was asked for, else the branch's name. */
    private static String title(Branch branch) {
        return branch.task()
                .map(task -> firstLine(task.prompt()))
                .filter(line -> !line.isBlank())
                .orElse(branch.name().value());
    }

    /** What was judged cannot name its own judges: those are in the note of the commit that landed. */
    private static String trailers(Branch branch) {
        return "Branch: " + branch.name() + "\n"
                + branch.task()
                        .map(task -> "Task: " + task.agent() + ", " + firstLine(task.prompt()) + "\n")
                        .orElse("")
                + "Started-by: " + branch.startedBy() + "\n";
    }

    private static String firstLine(String text) {
        return Text.shortened(Text.printable(text.strip().lines().findFirst().orElse("")), LONGEST_TITLE);
    }
}
