package dev.cook.http.rest;

import static dev.cook.http.rest.BranchOperations.BRANCH;
import static dev.cook.http.rest.Operation.get;
import static dev.cook.http.rest.Operation.post;

import dev.cook.agents.review.RemarkView;
import dev.cook.agents.review.ReviewActions;
import dev.cook.agents.review.Reviews;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.CodePlace;
import dev.cook.domain.LineRange;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import java.util.List;
import java.util.Optional;

/** Comments on the change of a branch: drafts, which their author alone sees, until they are sent together. */
public final class CommentOperations {
    private static final String COMMENTS = BRANCH + "/-/comments";

    private static final String WAY_OUT = "List the comments of the branch to see what is there.";

    private final Store store;
    private final Reviews reviews;
    private final Trees trees;

    public CommentOperations(Store store, Reviews reviews, Trees trees) {
        this.store = store;
        this.reviews = reviews;
        this.trees = trees;
    }

    public List<Operation> all() {
        return List.of(
                get(
                        COMMENTS,
                        "listComments",
                        "List the comments on a branch's change, with your drafts",
                        List.of(),
                        Views.Comments.class,
                        this::list),
                post(
                        COMMENTS,
                        "draftComment",
                        "Comment on lines of a branch's change, as a draft",
                        Bodies.Comment.class,
                        Views.Drafted.class,
                        this::draft),
                post(
                        COMMENTS + "/-/send",
                        "sendComments",
                        "Send your drafts, to the agent as well unless toAgent is false",
                        Bodies.Send.class,
                        Views.Done.class,
                        (call, body) -> {
                            Meant meant = meant(call, true);
                            return done(
                                    meant,
                                    reviews.actions()
                                            .send(
                                                    meant.branch().id(),
                                                    call.caller(),
                                                    body.toAgent().orElse(true)));
                        }),
                post(
                        COMMENTS + "/{comment}/-/resolve",
                        "resolveComment",
                        "Resolve a comment",
                        Bodies.Nothing.class,
                        Views.Done.class,
                        (call, _) -> {
                            Meant meant = meant(call, true);
                            return done(
                                    meant,
                                    reviews.actions()
                                            .resolve(
                                                    meant.branch().id(),
                                                    call.text("comment"),
                                                    call.caller().name()));
                        }));
    }

    private record Meant(Repo repo, Branch branch, Optional<Oid> tip, Optional<Oid> target) {}

    private Meant meant(Call call, boolean comments) {
        return store.read(tx -> {
            Repo repo = call.repo(tx);
            if (comments) {
                call.require(tx, repo, BranchAction.COMMENT);
            }
            Branch branch = call.branch(tx, repo);
            return new Meant(
                    repo,
                    branch,
                    BranchOperations.tip(tx, repo, branch),
                    tx.refs().get(repo.id(), branch.target().ref()).flatMap(NamedRef::id));
        });
    }

    private static Views.Done done(Meant meant, Outcome outcome) {
        return new Views.Done(
                meant.repo().name().value(),
                meant.branch().name().value(),
                meant.tip().map(Oid::hex),
                Refused.unless(outcome, WAY_OUT));
    }

    private Record list(Call call) {
        Meant meant = meant(call, false);
        Optional<Oid> base = meant.tip().flatMap(tip -> meant.target()
                .flatMap(target -> trees.mergeBase(meant.repo().id(), tip, target)));
        return new Views.Comments(meant.tip().stream()
                .flatMap(tip -> reviews
                        .reader()
                        .read(
                                meant.repo().id(),
                                meant.branch().id(),
                                Optional.of(call.caller().account()),
                                tip,
                                base)
                        .stream())
                .map(RemarkView::of)
                .toList());
    }

    private Record draft(Call call, Bodies.Comment body) {
        if (!body.commit().matches("[0-9a-f]{40}")) {
            throw Refused.badRequest(
                    "The field commit is not a full commit ID.", "Send the commit that you looked at.");
        }
        boolean old = body.side().map("old"::equals).orElse(false);
        if (body.side()
                .filter(side -> !side.equals("old") && !side.equals("new"))
                .isPresent()) {
            throw Refused.badRequest("The field side is neither old nor new.", "Leave it out for new.");
        }
        if (body.file().isEmpty() || body.file().length() > CodePlace.LONGEST_FILE) {
            throw Refused.badRequest("The field file is no path of a file.", "Send the path as the diff has it.");
        }
        LineRange lines = LineRange.of(body.line(), body.lastLine().orElse(body.line()))
                .orElseThrow(() -> Refused.badRequest(
                        "A comment is about 1 to " + LineRange.MOST + " lines of a file.",
                        "Send the first of them as line, and the last as lastLine."));
        Meant meant = meant(call, true);
        ReviewActions.Drafted drafted = reviews.actions()
                .draft(
                        meant.branch().id(),
                        call.caller(),
                        new ReviewActions.Draft(
                                new CodePlace(new Oid(body.commit()), body.file(), lines), old, body.text()));
        String said = Refused.unless(drafted.outcome(), "Read the change of the branch for its files and lines.");
        return new Views.Drafted(
                meant.repo().name().value(),
                meant.branch().name().value(),
                drafted.number().orElseThrow(),
                said);
    }
}
