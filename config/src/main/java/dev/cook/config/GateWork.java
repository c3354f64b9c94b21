package dev.cook.config;

import dev.cook.domain.GateKind;
import java.time.Duration;
import java.util.List;

/** What a gate does with a commit. Commands are the arguments to execute: text given to a shell is {@code sh -c TEXT} here. */
public sealed interface GateWork {
    default GateKind kind() {
        return switch (this) {
            case Command _ -> GateKind.COMMAND;
            case Transform _ -> GateKind.TRANSFORM;
            case Agent _ -> GateKind.AGENT;
            case AgentReview _ -> GateKind.AGENT_REVIEW;
            case Approval _ -> GateKind.APPROVAL;
            case Deploy _ -> GateKind.DEPLOY;
            case Soak _ -> GateKind.SOAK;
            case External _ -> GateKind.EXTERNAL;
        };
    }

    /**
     * Passes with exit status 0.
     *
     * @param reports patterns of the files in which its run tells of its tests
     * @param flakyRetries how often a failed run is tried again whose failed tests are all known to be flaky
     */
    record Command(List<String> argv, List<PathPattern> reports, int flakyRetries) implements GateWork {
        public Command {
            argv = some(argv);
            reports = List.copyOf(reports);
        }

        public Command(List<String> argv) {
            this(argv, List.of(), 0);
        }
    }

    /** Passes with exit status 0, and what it changed in the work tree is committed on top. */
    record Transform(List<String> argv) implements GateWork {
        public Transform {
            argv = some(argv);
        }
    }

    /** A coding agent works on the commit, and what it changed is committed on top. */
    record Agent(String agent, String prompt) implements GateWork {}

    /** An agent reads what changed and says pass or fail, with comments. */
    record AgentReview(String agent, String prompt) implements GateWork {}

    /**
     * People say yes; never whoever started the work.
     *
     * @param count how many
     * @param by accounts or groups of which they must be; empty: whoever may land
     * @param owners whether the owners of the changed paths have to be among them
     */
    record Approval(int count, List<String> by, boolean owners) implements GateWork {
        public Approval {
            by = List.copyOf(by);
        }
    }

    /** A command that puts the commit somewhere; never two at once on one target, and only for what would land next. */
    record Deploy(List<String> argv) implements GateWork {
        public Deploy {
            argv = some(argv);
        }
    }

    /**
     * A health command that must stay green.
     *
     * @param span for how long
     * @param every how long it rests between two looks
     */
    record Soak(List<String> argv, Duration span, Duration every) implements GateWork {
        public Soak {
            argv = some(argv);
        }
    }

    /**
     * An event goes out, and somebody answers before the gate's timeout.
     *
     * @param by accounts or groups that may; empty: whoever may land
     */
    record External(List<String> by) implements GateWork {
        public External {
            by = List.copyOf(by);
        }
    }

    private static List<String> some(List<String> argv) {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a gate has nothing to run");
        }
        return List.copyOf(argv);
    }
}
