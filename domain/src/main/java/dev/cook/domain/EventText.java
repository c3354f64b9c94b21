package dev.cook.domain;

/** Tells an event in one line, the same on a terminal, in a push and on a page. */
public final class EventText {
    private EventText() {}

    public static String line(Event event) {
        return Text.printable(
                switch (event.type()) {
                    case REPO_CREATED -> event.get("by") + " created " + event.get("name");
                    case REPO_CHANGED -> event.get("by") + " changed " + event.get("what");
                    case REFS_PUSHED -> event.get("by") + " pushed " + event.get("refs");
                    case BRANCH_STARTED ->
                        event.get("by") + " started " + event.get("name") + ", to land on " + event.get("target")
                                + (event.get("landing").equals("auto") ? " by itself" : " when somebody says so");
                    case BRANCH_DONE -> event.get("by") + " says it is done; its gates run next";
                    case BRANCH_QUEUED -> event.get("by") + " lets it land when its gates pass";
                    case BRANCH_WAITED -> "waits for a person: " + event.get("why");
                    case BRANCH_RESUMED -> event.get("by") + " made it go on";
                    case BRANCH_HANDLED ->
                        event.get("by") + " works on it by hand"
                                + (event.get("asks").equals("yes")
                                        ? ", without the role land: somebody who has it lets it land"
                                        : "");
                    case BRANCH_HELD -> event.get("by") + " keeps it from landing: " + event.get("why");
                    case BRANCH_RELEASED -> event.get("by") + " keeps it from landing no more";
                    case BRANCH_MOVED -> event.get("by") + " moved it in the queue: " + event.get("where");
                    case BRANCH_LANDED ->
                        "landed on " + event.get("target") + " as " + shortId(event.get("commit")) + ", let in by "
                                + event.get("by");
                    case BRANCH_ABANDONED -> event.get("by") + " abandoned it: " + event.get("why");
                    case SESSION_WANTED ->
                        "session " + event.get("session") + ": " + event.get("agent") + " is asked for";
                    case SESSION_WAITED -> "session " + event.get("session") + " waits: " + event.get("why");
                    case SESSION_CONFIGURED ->
                        "session " + event.get("session") + " has the " + event.get("kind") + " of " + event.get("url")
                                + " at " + event.get("commit");
                    case SESSION_STARTED ->
                        "session " + event.get("session") + ": " + event.get("agent") + " works, turn "
                                + event.get("turn");
                    case SESSION_TURNED ->
                        "session " + event.get("session") + ": turn " + event.get("turn") + " ended "
                                + (event.get("status").equals("0") ? "well" : "with exit status " + event.get("status"))
                                + (event.get("saved").isEmpty() ? "" : "; " + event.get("saved"));
                    case SESSION_ASKED -> "session " + event.get("session") + " asks: " + event.get("message");
                    case SESSION_TOLD ->
                        event.get("by") + " " + event.get("how") + " to session " + event.get("session") + ": "
                                + event.get("message");
                    case SESSION_ENDED ->
                        "session " + event.get("session") + " " + event.get("how") + ": " + event.get("why");
                    case SESSION_RESUMED ->
                        "session " + event.get("session") + " goes on in a new environment, resumed by "
                                + event.get("by") + ": " + event.get("why");
                    case CANDIDATE_BUILT ->
                        "candidate " + shortId(event.get("commit")) + " is built on "
                                + (event.get("ahead").equals("yes") ? "what is ahead, " : event.get("target") + " ")
                                + shortId(event.get("on"))
                                + (event.get("remark").isEmpty() ? "" : ", " + event.get("remark"));
                    case CANDIDATE_CONFLICTED -> Conflict.told(event.get("target"), event.get("files"));
                    case CANDIDATE_OUTDATED ->
                        "candidate " + shortId(event.get("commit")) + " is out of date: " + event.get("why");
                    case CANDIDATE_FAILED ->
                        "candidate " + shortId(event.get("commit")) + " failed: " + event.get("why");
                    case CANDIDATE_SPLIT ->
                        "candidate " + shortId(event.get("commit")) + " of " + event.get("branches")
                                + " branches failed, smaller groups are judged: " + event.get("why");
                    case GATE_STARTED -> "gate " + event.get("gate") + " runs";
                    case GATE_ASKED -> "gate " + event.get("gate") + " asks: " + event.get("why");
                    case GATE_ANSWERED ->
                        event.get("by") + " said " + event.get("answer") + " to gate " + event.get("gate")
                                + (event.get("comment").isEmpty() ? "" : ": " + event.get("comment"));
                    case GATE_PASSED ->
                        "gate " + event.get("gate") + " passed"
                                + (event.get("took").isEmpty() ? ": " + event.get("why") : " in " + event.get("took"))
                                + (event.get("made").isEmpty() ? "" : " and made " + shortId(event.get("made")));
                    case GATE_FAILED -> "gate " + event.get("gate") + " failed: " + event.get("why");
                    case GATE_BROKE -> "gate " + event.get("gate") + " broke and is run again: " + event.get("why");
                    case GATE_FLAKED ->
                        "gate " + event.get("gate") + " passed in " + event.get("took")
                                + " after it had failed on the same commit: a flake";
                    case GATE_SKIPPED -> "gate " + event.get("gate") + " is skipped: " + event.get("why");
                    case FOSSIL_MADE ->
                        "fossil " + event.get("number") + " keeps " + event.get("name") + " (" + event.get("reason")
                                + ")";
                    case ACCOUNT_CHANGED ->
                        event.get("by") + " changed account " + event.get("name") + ": " + event.get("what");
                    case ROLE_CHANGED -> event.get("by") + " made " + event.get("account") + " " + event.get("role");
                    case UNKNOWN_EVENT ->
                        event.get(EventType.WORD) + ", which only a newer version of Cook can explain";
                });
    }

    private static String shortId(String hex) {
        return hex.length() > 10 ? hex.substring(0, 10) : hex;
    }
}
