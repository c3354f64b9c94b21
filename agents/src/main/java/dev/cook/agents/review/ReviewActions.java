package dev.cook.agents.review;

import dev.cook.agents.session.Messages;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.CodePlace;
import dev.cook.domain.Fossil;
import dev.cook.domain.GateFinding;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.ReviewComment;
import dev.cook.domain.SessionId;
import dev.cook.domain.Text;
import dev.cook.domain.event.BranchFact;
import dev.cook.git.Trees;
import dev.cook.git.diff.CodePlaces;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people do with comments on a branch's change. Whoever calls it has asked whether the caller may
 * ({@code BranchAction.COMMENT}).
 */
public final class ReviewActions {
    /** Characters of a comment that its event tells. */
    private static final int TOLD = 500;

    /** Forced pushes of which somebody may still have had the tip on their screen. */
    private static final int MOST_FORMER_TIPS = 20;

    private final Store store;
    private final Messages messages;
    private final Trees trees;
    private final CodePlaces places;

    public ReviewActions(Store store, Messages messages, Trees trees, CodePlaces places) {
        this.store = store;
        this.messages = messages;
        this.trees = trees;
        this.places = places;
    }

    /** What somebody is about to write: about which lines, and whether they are those before the change. */
    public record Draft(CodePlace place, boolean old, String text) {}

    /** What became of a draft; with its number where there is one now. */
    public record Drafted(Outcome outcome, Optional<Integer> number) {
        private static Drafted refused(String why) {
            return new Drafted(Outcome.refused(why), Optional.empty());
        }
    }

    /** Writes down a draft, which its author alone sees until it is sent. */
    public Drafted draft(BranchId id, Caller.AccountCaller author, Draft draft) {
        String text = text(draft.text());
        Optional<String> problem = problem(text);
        if (problem.isPresent()) {
            return Drafted.refused(problem.get());
        }
        CodePlace place = draft.place();
        Branch branch = store.read(tx -> branch(tx, id));
        if (!isOf(branch, place.commit())) {
            return Drafted.refused("commit " + place.commit().abbreviated() + " is not one of the branch "
                    + branch.name() + "; open its changes again");
        }
        Optional<List<String>> lines = places.read(branch.repo(), place);
        if (lines.isEmpty()) {
            return Drafted.refused("commit " + place.commit().abbreviated() + " has no text in " + place.inFile());
        }
        String quote = CodeQuote.of(lines.get());
        return store.write(tx -> {
            Branch locked = tx.branches().lock(id);
            if (locked.state().ended()) {
                return Drafted.refused(ended(locked));
            }
            if (tx.reviewComments().count(id) >= ReviewComment.MOST) {
                return Drafted.refused("the branch has " + ReviewComment.MOST
                        + " comments, which is the most that it may have; delete a draft, or message its agent");
            }
            int number = tx.reviewComments().draft(id, author.account(), draft.old(), place, quote, text);
            if (message(drafts(tx, id, author)).isEmpty()) {
                tx.reviewComments().delete(id, number);
                return Drafted.refused(full());
            }
            return new Drafted(
                    Outcome.agreed("comment " + number + " is a draft on " + place.inFile()), Optional.of(number));
        });
    }

    /** Says one's own draft in other words. */
    public Outcome rewrite(BranchId id, Caller.AccountCaller author, int number, String said) {
        String text = text(said);
        Optional<String> problem = problem(text);
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        return onDraft(id, author, number, (tx, draft) -> {
            tx.reviewComments().rewrite(id, number, text);
            if (message(drafts(tx, id, author)).isEmpty()) {
                tx.reviewComments().rewrite(id, number, draft.text());
                return Outcome.refused(full());
            }
            return Outcome.agreed("comment " + number + " was changed");
        });
    }

    /** Deletes one's own draft. */
    public Outcome delete(BranchId id, Caller.AccountCaller author, int number) {
        return onDraft(id, author, number, (tx, _) -> {
            tx.reviewComments().delete(id, number);
            return Outcome.agreed("comment " + number + " was deleted");
        });
    }

    private interface DraftChange {
        Outcome change(Tx tx, ReviewComment draft);
    }

    private Outcome onDraft(BranchId id, Caller.AccountCaller author, int number, DraftChange change) {
        return store.write(tx -> {
            tx.branches().lock(id);
            Optional<ReviewComment> found = tx.reviewComments()
                    .get(id, number)
                    .filter(comment ->
                            comment.sentAt().isPresent() || comment.author().equals(author.account()));
            if (found.isEmpty()) {
                return Outcome.refused("the branch has no comment " + number);
            }
            return found.get().state() == ReviewComment.State.DRAFT
                    ? change.change(tx, found.get())
                    : Outcome.refused("comment " + number + " was sent; only drafts can be changed or deleted");
        });
    }

    /** Whether {@link #send} would have somebody to tell. */
    public boolean isHeard(Tx tx, Branch branch) {
        return messages.listener(tx, branch).isPresent();
    }

    /**
     * Lets everybody see somebody's drafts.
     *
     * @param tell whether the branch's agent gets them, as the prompt of its next turn: whoever tells an agent what to do has a
     *     hand in the branch
     */
    public Outcome send(BranchId id, Caller.AccountCaller author, boolean tell) {
        return store.write(tx -> {
            Branch branch = tx.branches().lock(id);
            List<ReviewComment> drafts = drafts(tx, id, author);
            if (drafts.isEmpty()) {
                return Outcome.refused("you have no drafts on the branch " + branch.name());
            }
            if (branch.state().ended()) {
                return Outcome.refused(ended(branch));
            }
            Optional<SessionId> session = tell ? messages.listener(tx, branch) : Optional.empty();
            if (session.isPresent()) {
                Outcome said = messages.say(tx, session.get(), message(drafts).orElseThrow(), author.name());
                if (!said.agreed()) {
                    return said;
                }
            }
            tx.reviewComments().send(id, author.account());
            for (ReviewComment draft : drafts) {
                append(
                        tx,
                        branch,
                        new BranchFact.Commented(
                                author.name(),
                                Integer.toString(draft.number()),
                                draft.place().inFile().toString(),
                                Text.shortened(draft.text(), TOLD)));
            }
            String sent = drafts.size() == 1 ? "1 comment" : drafts.size() + " comments";
            return Outcome.agreed(session.map(to -> sent + " sent to the agent of session " + to)
                    .orElse(sent + " published" + (tell ? "; no agent works on the branch" : "")));
        });
    }

    /** Notes what somebody has reviewed, for what follows to be shown to them alone. */
    public Outcome look(BranchId id, Caller.AccountCaller reader, Oid tip, Optional<Oid> base) {
        Branch branch = store.read(tx -> branch(tx, id));
        if (!isOf(branch, tip) || base.filter(onto -> !isOf(branch, onto)).isPresent()) {
            return Outcome.refused("the branch " + branch.name() + " has no such commit; open its changes again");
        }
        store.change(tx -> tx.branchLooks().mark(id, reader.account(), tip, base));
        return Outcome.agreed("you have reviewed " + tip.abbreviated());
    }

    /** Says that nothing is left to do about a comment, or about a finding of a gate. */
    public Outcome resolve(BranchId id, String comment, String by) {
        return settle(id, comment, true, by);
    }

    /** Takes that back. */
    public Outcome reopen(BranchId id, String comment, String by) {
        return settle(id, comment, false, by);
    }

    private Outcome settle(BranchId id, String comment, boolean resolved, String by) {
        return store.write(tx -> {
            Branch branch = tx.branches().lock(id);
            if (branch.state().ended()) {
                return Outcome.refused(ended(branch));
            }
            Optional<GateFinding> finding = tx.gateVerdicts().findings(id).stream()
                    .filter(one -> one.id().toString().equals(comment))
                    .findFirst();
            Optional<ReviewComment> written = comment.matches("[1-9][0-9]{0,8}")
                    ? tx.reviewComments().get(id, Integer.parseInt(comment)).filter(one -> one.sentAt()
                            .isPresent())
                    : Optional.empty();
            if (finding.isEmpty() && written.isEmpty()) {
                return Outcome.refused(
                        "the branch has no comment " + Text.shortened(Text.printable(comment), 40) + " that was sent");
            }
            boolean already = finding.map(one -> one.resolved().isPresent())
                    .or(() -> written.map(one -> one.resolved().isPresent()))
                    .orElseThrow();
            if (already == resolved) {
                return Outcome.agreed("comment " + comment + " is " + (resolved ? "resolved" : "open") + " already");
            }
            finding.ifPresent(one -> {
                if (resolved) {
                    tx.gateVerdicts().resolve(one.id(), by);
                } else {
                    tx.gateVerdicts().reopen(one.id());
                }
            });
            written.ifPresent(one -> {
                if (resolved) {
                    tx.reviewComments().resolve(id, one.number(), by);
                } else {
                    tx.reviewComments().reopen(id, one.number());
                }
            });
            String place = finding.map(one ->
                            one.file() + one.line().map(line -> ":" + line).orElse(""))
                    .or(() -> written.map(one -> one.place().inFile().toString()))
                    .orElseThrow();
            append(
                    tx,
                    branch,
                    resolved
                            ? new BranchFact.CommentResolved(by, comment, place)
                            : new BranchFact.CommentReopened(by, comment, place));
            return Outcome.agreed("comment " + comment + " is " + (resolved ? "resolved" : "open again"));
        });
    }

    private static void append(Tx tx, Branch branch, BranchFact fact) {
        tx.events().append(branch.repo(), branch.id(), fact);
    }

    /** Somebody's drafts, in the order of their numbers. */
    private static List<ReviewComment> drafts(Tx tx, BranchId id, Caller.AccountCaller author) {
        return tx.reviewComments().of(id, author.account()).stream()
                .filter(comment -> comment.state() == ReviewComment.State.DRAFT)
                .toList();
    }

    private static Optional<String> message(List<ReviewComment> drafts) {
        return ReviewMessage.of(drafts, Messages.LONGEST);
    }

    private static String full() {
        return "your drafts on this branch are as long as one message may be (" + Messages.LONGEST
                + " characters); send them first";
    }

    private static String ended(Branch branch) {
        return "the branch " + branch.name() + " is " + branch.state().word() + "; its comments do not change any more";
    }

    /** As it is kept: what would deceive a reader is replaced, and lines end as everywhere. */
    private static String text(String said) {
        return Text.printableLines(said.replace("\r\n", "\n").replace('\r', '\n'))
                .strip();
    }

    private static Optional<String> problem(String text) {
        if (text.isBlank()) {
            return Optional.of("the comment is empty");
        }
        return text.length() > ReviewComment.LONGEST
                ? Optional.of("the comment is longer than " + ReviewComment.LONGEST + " characters (" + text.length()
                        + "); split it, or put the text into a file on the branch")
                : Optional.empty();
    }

    private static Branch branch(Tx tx, BranchId id) {
        return tx.branches().get(id).orElseThrow(() -> new IllegalStateException("no branch " + id));
    }

    /** Whether the branch has the commit, or had it before somebody rewrote it: everything else is not theirs to quote. */
    private boolean isOf(Branch branch, Oid commit) {
        List<Oid> tips = store.read(tx -> Stream.concat(
                        tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id).stream(),
                        tx.fossils().ofBranch(branch.id()).reversed().stream()
                                .map(Fossil::tip)
                                .limit(MOST_FORMER_TIPS))
                .toList());
        return trees.commit(branch.repo(), commit).equals(Optional.of(commit))
                && (tips.contains(commit)
                        || tips.stream().anyMatch(tip -> trees.isAncestor(branch.repo(), commit, tip)));
    }
}
