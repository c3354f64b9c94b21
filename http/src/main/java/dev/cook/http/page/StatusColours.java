package dev.cook.http.page;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.store.Overview;

/** How states are coloured. */
public final class StatusColours {
    private StatusColours() {}

    /** A branch in a list; one that is done is ready once nothing but a person's word is missing. */
    public static String of(Overview.Judged line) {
        return isReady(line) ? "waits" : of(line.branch());
    }

    /** The word beside it. */
    public static String word(Overview.Judged line) {
        return isReady(line) ? "ready" : word(line.branch());
    }

    private static boolean isReady(Overview.Judged line) {
        return line.branch().state() == BranchState.DONE
                && line.branch().waitsFor().isEmpty()
                && line.branch().heldBy().isEmpty()
                && line.planned()
                && line.open() == 0
                && line.failed() == 0;
    }

    public static String word(Branch branch) {
        if (branch.heldBy().isPresent()) {
            return "on hold";
        }
        return branch.waitsFor().isPresent() ? "waiting" : branch.state().word();
    }

    public static String of(Branch branch) {
        if (branch.waitsFor().isPresent() || branch.heldBy().isPresent()) {
            return "waits";
        }
        return switch (branch.state()) {
            case ACTIVE -> "running";
            case DONE, QUEUED -> "queued";
            case LANDED -> "good";
            case ABANDONED -> "over";
        };
    }

    /** The sign before a word of that tone, for those who see colours differently or none. */
    public static String sign(String tone) {
        return switch (tone) {
            case "good" -> "✓";
            case "bad" -> "✕";
            case "running" -> "●";
            case "waits" -> "!";
            case "queued" -> "○";
            default -> "–";
        };
    }
}
