package dev.cook.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that a branch needs before it lands, and how far it is. All of them together say why it has not landed; what the
 * gates come to is what {@link Readiness} says of them.
 *
 * @param what for people to read
 */
public record LandingCheck(Mark mark, String what) {
    /** How far it is. */
    public enum Mark {
        DONE("✓"),
        /** Cook or an agent is at it; nobody has to do anything. */
        RUNNING("…"),
        /** Somebody has to do something. */
        MISSING("✗"),
        /** Keeps nothing from landing. */
        NOTE("·");

        private final String sign;

        Mark(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A branch of any repository that has to land with this one, or before it. */
    public record Needed(String name, BranchState state) {}

    /**
     * All that the checks of a branch follow from.
     *
     * @param candidate its newest one
     * @param runs the last attempt of each of the candidate's gates
     * @param needs the branches that it needs
     * @param comments how many comments on its change are open
     */
    public record Facts(
            Branch branch, Optional<Candidate> candidate, List<GateRun> runs, List<Needed> needs, int comments) {
        public Facts {
            runs = List.copyOf(runs);
            needs = List.copyOf(needs);
        }
    }

    /** Nothing for a branch that has ended. Pure. */
    public static List<LandingCheck> of(Facts facts) {
        Branch branch = facts.branch();
        if (branch.state().ended()) {
            return List.of();
        }
        List<LandingCheck> checks = new ArrayList<>();
        checks.add(work(branch));
        if (branch.state() != BranchState.ACTIVE) {
            checks.addAll(judged(facts));
        }
        for (Needed need : facts.needs()) {
            checks.add(need(need));
        }
        branch.heldBy().ifPresent(who -> checks.add(new LandingCheck(Mark.MISSING, "held by " + who)));
        checks.add(asked(branch));
        // Where something is missing that is known by name, what the branch waits for is that.
        if (branch.state() != BranchState.ACTIVE && checks.stream().noneMatch(check -> check.mark() == Mark.MISSING)) {
            branch.waitsFor().ifPresent(what -> checks.add(attention(what)));
        }
        if (facts.comments() > 0) {
            checks.add(new LandingCheck(
                    Mark.NOTE, facts.comments() + (facts.comments() == 1 ? " open comment" : " open comments")));
        }
        return List.copyOf(checks);
    }

    private static LandingCheck work(Branch branch) {
        return branch.state() == BranchState.ACTIVE
                ? branch.waitsFor()
                        .map(LandingCheck::attention)
                        .orElseGet(() -> new LandingCheck(Mark.RUNNING, "the work is not done yet"))
                : new LandingCheck(Mark.DONE, "the work is done");
    }

    private static LandingCheck attention(String what) {
        return new LandingCheck(Mark.MISSING, "needs attention: " + what);
    }

    private static List<LandingCheck> judged(Facts facts) {
        if (facts.candidate().isEmpty()) {
            return List.of(new LandingCheck(Mark.RUNNING, "Cook builds its candidate"));
        }
        Candidate candidate = facts.candidate().get();
        return switch (candidate.state()) {
            case CONFLICTING ->
                List.of(new LandingCheck(
                        Mark.MISSING,
                        Conflict.told(candidate.target().value(), String.join(", ", candidate.conflicts()))));
            case STALE, SPLIT -> List.of(new LandingCheck(Mark.RUNNING, "Cook builds a new candidate"));
            case OPEN, SCREENED, FAILED, LANDED -> gates(candidate, facts.runs());
        };
    }

    private static List<LandingCheck> gates(Candidate candidate, List<GateRun> runs) {
        if (candidate.plannedAt().isEmpty()) {
            return List.of(new LandingCheck(Mark.RUNNING, "Cook reads its gates"));
        }
        return runs.isEmpty()
                ? List.of(new LandingCheck(Mark.DONE, "no gates apply"))
                : runs.stream().map(LandingCheck::gate).toList();
    }

    private static LandingCheck gate(GateRun run) {
        String gate = "gate " + run.name();
        String why = run.reason().map(reason -> ": " + reason).orElse("");
        if (run.outdated() && run.state() == GateRunState.PASSED) {
            return new LandingCheck(
                    run.required() ? Mark.RUNNING : Mark.NOTE, gate + " runs again: what it saw is outdated");
        }
        LandingCheck check =
                switch (run.state()) {
                    case QUEUED -> new LandingCheck(Mark.RUNNING, gate + " is queued");
                    case RUNNING -> new LandingCheck(Mark.RUNNING, gate + " is running");
                    case WAITING -> new LandingCheck(Mark.MISSING, gate + " needs an answer" + why);
                    case PASSED -> new LandingCheck(Mark.DONE, gate + " passed");
                    case SKIPPED -> new LandingCheck(Mark.DONE, gate + " skipped" + why);
                    case FAILED -> new LandingCheck(Mark.MISSING, gate + " failed" + why);
                    case BROKEN -> new LandingCheck(Mark.MISSING, gate + " could not run" + why);
                    case CANCELLED -> new LandingCheck(Mark.MISSING, gate + " was cancelled" + why);
                };
        return run.required() || check.mark() == Mark.DONE
                ? check
                : new LandingCheck(Mark.NOTE, check.what() + " (not required)");
    }

    private static LandingCheck need(Needed need) {
        return switch (need.state()) {
            case LANDED -> new LandingCheck(Mark.DONE, "needs " + need.name() + ", which landed");
            case ABANDONED -> new LandingCheck(Mark.MISSING, "needs " + need.name() + ", which was abandoned");
            case ACTIVE, DONE -> new LandingCheck(Mark.MISSING, "needs " + need.name() + ", which is not queued yet");
            case QUEUED -> new LandingCheck(Mark.RUNNING, "needs " + need.name() + ", which is queued");
        };
    }

    private static LandingCheck asked(Branch branch) {
        if (branch.state() == BranchState.QUEUED) {
            return new LandingCheck(
                    Mark.DONE,
                    "queued for " + branch.target()
                            + branch.landBy().map(by -> " by " + by).orElse(""));
        }
        return branch.landing() == Landing.AUTO
                ? new LandingCheck(Mark.DONE, "lands on " + branch.target() + " automatically")
                : new LandingCheck(Mark.MISSING, "someone with the land role has to land it on " + branch.target());
    }
}
