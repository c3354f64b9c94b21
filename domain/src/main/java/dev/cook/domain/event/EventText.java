package dev.cook.domain.event;

import dev.cook.domain.Conflict;
import dev.cook.domain.FossilReason;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.SessionState;
import dev.cook.domain.Text;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An event in one line, the same on a terminal, in a push and on a page. */
public final class EventText {
    /** Characters of one value of an event that this version cannot read. */
    private static final int LONGEST_VALUE = 200;

    private EventText() {}

    public static String line(Event event) {
        return line(event.fact());
    }

    public static String line(Fact fact) {
        return Text.printable(
                switch (fact) {
                    case AccountFact.RepoPurged(var by, var name) -> by + " purged the deleted repository " + name;
                    case AccountFact.Changed(var by, var name, var what) ->
                        by + " changed account " + name + ": " + what;
                    case RepoFact repo -> of(repo);
                    case BranchFact.OfBranch branch -> of(branch);
                    case SessionFact session -> "session " + session.session() + of(session);
                    case CandidateFact candidate -> of(candidate);
                    case GateFact gate -> of(gate);
                    case UnknownFact unknown -> of(unknown);
                });
    }

    private static String of(RepoFact fact) {
        return switch (fact) {
            case RepoFact.Created(var by, var name) -> by + " created " + name;
            case RepoFact.Renamed(var by, var from, var to) -> by + " renamed " + from + " to " + to;
            case RepoFact.Deleted(var by, var name) -> by + " deleted " + name;
            case RepoFact.Restored(var by, var name) -> by + " restored " + name;
            case RepoFact.Changed(var by, var what) -> by + " " + what;
            case RepoFact.Changed1(var by, var what) -> by + " changed " + what;
            case RepoFact.Imported(var by, var branches, var tags, var source) ->
                by + " imported " + counted(branches, "branch", "branches") + " and " + counted(tags, "tag", "tags")
                        + " from " + source;
            case RepoFact.RefsPushed(var by, var moves, var more) -> by + pushed(moves, more);
            case RepoFact.RefsPushed1(var by, var refs) -> by + " pushed " + refs;
            case RepoFact.FossilMade(var number, var name, var reason) -> archived(name, reason) + number;
            case RepoFact.RoleChanged changed ->
                changed.role() == RepoFact.Granted.NONE
                        ? changed.by() + " removed the role of " + changed.account()
                        : changed.by() + " gave " + changed.account() + " the role "
                                + changed.role().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String pushed(List<RefMove> moves, int more) {
        if (moves.size() == 1 && more == 0) {
            RefMove move = moves.getFirst();
            return move.from().isEmpty() || move.to().isEmpty() ? " " + moved(move) : " pushed " + moved(move);
        }
        return " pushed " + moves.stream().map(EventText::moved).collect(Collectors.joining(", "))
                + (more == 0 ? "" : ", and " + counted(more, "other ref", "other refs"));
    }

    private static String moved(RefMove move) {
        String name = move.ref().replaceFirst("^refs/heads/", "");
        if (move.from().isEmpty()) {
            return "created " + name + " at " + move.to().orElseThrow().abbreviated();
        }
        String from = move.from().orElseThrow().abbreviated();
        return move.to().isEmpty()
                ? "deleted " + name + " (was " + from + ")"
                : name + " " + from + ".." + move.to().orElseThrow().abbreviated();
    }

    /** On its branch a tip needs no name; a push may have overwritten others. */
    private static String archived(String name, FossilReason reason) {
        return switch (reason) {
            case LANDED, ABANDONED -> "archived as fossil ";
            case FORCED -> "overwritten tip of " + name + " archived as fossil ";
            case DELETED -> "deleted " + name + " archived as fossil ";
        };
    }

    private static String of(BranchFact.OfBranch fact) {
        return switch (fact) {
            case BranchFact.Started(var name, var by, var _, var target, var landing) ->
                by + " started " + name + " for " + target
                        + (landing == Landing.AUTO ? " (lands automatically)" : " (lands on request)");
            case BranchFact.Done(var by, var session) ->
                by + (session.isPresent() ? " finished its work" : " marked the branch as done") + "; gates are next";
            case BranchFact.Queued(var by, var target) -> "queued" + after(" for ", target) + " by " + by;
            case BranchFact.Dequeued(var by, var target) ->
                "removed from the queue for " + target + ": " + by + " pushed without the role land";
            case BranchFact.Waited(var why) -> "needs attention: " + why;
            case BranchFact.Delayed(var step, var why) ->
                "the server failed to " + step + ": " + why + "; Cook retries automatically";
            case BranchFact.Resumed(var by, var why) -> "resumed by " + by + after(": ", why);
            case BranchFact.SentBack(var _, var agent, var why) -> "sent back to " + agent + ": " + why;
            case BranchFact.Handled(var by, var asks) ->
                by + " is working on the branch by hand"
                        + (asks ? " without the role land; someone who has it must queue the branch" : "");
            case BranchFact.Held(var by, var why) -> "held by " + by + ": " + why;
            case BranchFact.Released(var by) -> "released by " + by;
            case BranchFact.Moved(var by, var where) -> "moved in the queue by " + by + ": " + where;
            case BranchFact.Landed(var target, var commit, var by, var _, var _) ->
                "landed on " + target + " as " + commit.abbreviated() + " (queued by " + by + ")";
            case BranchFact.Abandoned(var by, var why) -> "abandoned by " + by + ": " + why;
            case BranchFact.Commented(var by, var comment, var place, var text) ->
                by + " commented on " + place + " (comment " + comment + "): " + text;
            case BranchFact.CommentResolved(var by, var comment, var place) ->
                by + " resolved comment " + comment + " on " + place;
            case BranchFact.CommentReopened(var by, var comment, var place) ->
                by + " reopened comment " + comment + " on " + place;
        };
    }

    /** What follows the session's number. */
    private static String of(SessionFact fact) {
        return switch (fact) {
            case SessionFact.Requested(var _, var agent, var by) -> ": " + agent + " requested" + after(" by ", by);
            case SessionFact.Waited(var _, var why) -> " is waiting" + (why.startsWith("for ") ? " " : ": ") + why;
            case SessionFact.Configured(var _, var kind, var url, var commit) ->
                ": using the " + kind + " from " + url + " at " + commit;
            case SessionFact.Started(var _, var agent, var turn) -> ": " + agent + " started (turn " + turn + ")";
            case SessionFact.TurnEnded(var _, var turn, var status, var saved) ->
                ": turn " + turn + (status == 0 ? " finished" : " failed with exit status " + status)
                        + after("; ", saved);
            case SessionFact.Asked(var _, var message) -> " asks: " + message;
            case SessionFact.Told(var _, var by, var how, var message) ->
                (switch (how) {
                            case SAYS -> ": message from ";
                            case TYPES -> ": typed by ";
                        })
                        + by + ": " + message;
            case SessionFact.Ended ended ->
                ended(ended.how()) + ended.by().map(who -> " by " + who).orElse(": " + ended.why());
            case SessionFact.Resumed(var _, var by, var why) -> " resumed in a new environment by " + by + ": " + why;
        };
    }

    private static String ended(SessionState how) {
        return switch (how) {
            case ENDED -> " ended";
            case KILLED -> " was killed";
            case LOST -> " was lost";
            case STOPPED -> " was stopped";
            case WANTED, RUNNING -> " is " + how.word();
        };
    }

    private static String of(CandidateFact fact) {
        return switch (fact) {
            case CandidateFact.Built(var _, var commit, var target, var on, var ahead, var _, var remark) ->
                "candidate " + commit.abbreviated() + " built on "
                        + (ahead.orElse(false) ? "the branches ahead, " : target + " ") + on.abbreviated()
                        + after("; ", remark);
            case CandidateFact.Contained(var _, var target, var _, var holder) ->
                holder.map(ahead ->
                                "all of its changes are in " + ahead + ", which is ahead in the queue: lands with it")
                        .orElse("all of its changes are in " + target + " already");
            case CandidateFact.Conflicted(var target, var ahead, var files) ->
                Conflict.told(ahead ? "the branches ahead" : target.value(), files);
            case CandidateFact.Conflicted1(var target, var files) -> Conflict.told(target, files);
            case CandidateFact.Outdated(var _, var commit, var _, var why) ->
                candidate(commit) + " is out of date: " + why;
            case CandidateFact.Failed(var _, var commit, var _, var why) -> candidate(commit) + " failed: " + why;
            case CandidateFact.Screened(var _, var commit, var _, var why) -> candidate(commit) + " passed: " + why;
            case CandidateFact.Split(var _, var commit, var branches, var why) ->
                candidate(commit)
                        + branches.map(all -> " of " + all + " branches").orElse("")
                        + " failed; judging smaller groups: " + why;
        };
    }

    private static String candidate(Optional<Oid> commit) {
        return "candidate" + commit.map(id -> " " + id.abbreviated()).orElse("");
    }

    private static String of(GateFact fact) {
        String gate = "gate " + fact.gate();
        return switch (fact) {
            case GateFact.Started _ -> gate + " started";
            case GateFact.Asked asked -> gate + " needs an answer: " + asked.why();
            case GateFact.Answered(var _, var _, var by, var answer, var comment, var _) ->
                by
                        + (switch (answer) {
                            case YES -> " approved ";
                            case NO -> " rejected ";
                            case PASS -> " passed ";
                            case FAIL -> " failed ";
                        })
                        + gate
                        + after(": ", comment);
            case GateFact.Passed(var _, var _, var why, var took, var made, var _, var _) ->
                gate + " passed" + took.map(EventText::in).orElse(": " + why) + made(made);
            case GateFact.Failed(var _, var _, var why, var _, var _, var _, var _) -> gate + " failed: " + why;
            case GateFact.Broke(var _, var _, var why, var _, var _) -> gate + " could not run (" + why + "); retrying";
            case GateFact.Flaked(var _, var _, var _, var took, var made, var _, var tests) ->
                gate + " passed" + took.map(EventText::in).orElse("") + made(made)
                        + " after failing on the same commit (flaky" + after(": ", tests) + ")";
            case GateFact.Skipped(var _, var _, var why) -> gate + " skipped: " + why;
        };
    }

    private static String in(Duration took) {
        return " in " + Text.duration(took);
    }

    private static String made(Optional<Oid> commit) {
        return commit.map(id -> ", with a new commit " + id.abbreviated()).orElse("");
    }

    /** The type's word and all that it says: whoever reads it may know more than this version. */
    private static String of(UnknownFact fact) {
        return fact.type()
                + new TreeMap<>(fact.data())
                        .entrySet().stream()
                                .map(said -> " " + said.getKey() + "=" + Text.shortened(said.getValue(), LONGEST_VALUE))
                                .collect(Collectors.joining())
                + " (" + fact.problem() + ")";
    }

    private static String after(String before, Optional<?> said) {
        return said.map(text -> before + text).orElse("");
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
