package dev.cook.http.review;

import dev.cook.agents.review.ReviewActions;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.CodePlace;
import dev.cook.domain.LineRange;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Fields;

/**
 * Takes what people write about a branch's change. Only a browser that is signed in is heard, and only from a page of this
 * server: {@link dev.cook.http.exchange.SameOrigin} is asked before.
 */
public final class ReviewForms implements Route {
    private static final Pattern PATH = Pattern.compile(
            "/_/branches/([1-9][0-9]{0,17})/review/(comment|rewrite|delete|send|publish|resolve|reopen|look)");

    /** Bytes of a form: the longest comment and path, with every character escaped. */
    private static final int LARGEST = 128 * 1024;

    /** How a change is shown, in an address of this server: nothing that could lead elsewhere. */
    private static final Pattern VIEW = Pattern.compile("diff=[\\w&=]{1,200}");

    private final Store store;
    private final Authenticator callers;
    private final ReviewActions reviews;
    private final PageRenderer shown;
    private final SignIn signIn;

    public ReviewForms(Store store, Authenticator callers, ReviewActions reviews, PageRenderer shown, SignIn signIn) {
        this.store = store;
        this.callers = callers;
        this.reviews = reviews;
        this.shown = shown;
        this.signIn = signIn;
    }

    /** Where a form is sent. */
    static String address(BranchId branch, String word) {
        return "/_/branches/" + branch + "/review/" + word;
    }

    /** @param allowed whether the caller may comment on it */
    private record Meant(Repo repo, Branch branch, boolean allowed) {}

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.path());
        if (!path.matches()) {
            return false;
        }
        Optional<Caller.AccountCaller> caller =
                exchange.cookie(BrowserAuth.COOKIE).flatMap(callers::byCookie);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
        } else if (exchange.method().equals("POST")) {
            take(exchange, caller.get(), new BranchId(Long.parseLong(path.group(1))), path.group(2));
        } else {
            exchange.set(HttpHeader.ALLOW, "POST");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This address accepts the forms of a branch's changes only.",
                            "Open the changes of the branch."));
        }
        return true;
    }

    private void take(Exchange exchange, Caller.AccountCaller caller, BranchId id, String word) throws IOException {
        Optional<Meant> found = store.read(tx -> meant(tx, caller, id, word));
        if (found.isEmpty()) {
            refuse(exchange, Problem.missing("branch with this number"));
            return;
        }
        Meant meant = found.get();
        if (!meant.allowed()) {
            refuse(
                    exchange,
                    new Problem(
                            403,
                            "Not allowed",
                            "This needs the " + BranchAction.COMMENT.needs().word() + " role in "
                                    + meant.repo().name() + ".",
                            "Ask an admin of the repository for the role."));
            return;
        }
        Optional<Fields> form = exchange.form(LARGEST);
        if (form.isEmpty()) {
            refuse(exchange, new Problem(413, "Too large", "The form is too large.", "Write less."));
            return;
        }
        Outcome outcome = act(caller, id, word, form.get());
        if (outcome.agreed()) {
            exchange.redirect(page(exchange, meant, form.get()));
        } else {
            refuse(
                    exchange,
                    new Problem(
                            409,
                            "Not done",
                            Problem.sentence(outcome.said()),
                            "Go back to the changes of the branch."));
        }
    }

    /** A form that a page sends by itself shows why it was refused, and keeps what was written. */
    private void refuse(Exchange exchange, Problem problem) throws IOException {
        if (exchange.header("HX-Request").isPresent()) {
            exchange.answer(problem.status(), Exchange.TEXT, problem.wrong());
        } else {
            shown.problem(exchange, problem);
        }
    }

    /** Who may read a branch may say what they have seen of it. */
    private static Optional<Meant> meant(Tx tx, Caller caller, BranchId id, String word) {
        return tx.branches().get(id).flatMap(branch -> Access.role(tx, caller, branch.repo())
                .flatMap(role -> tx.repos()
                        .get(branch.repo())
                        .map(repo ->
                                new Meant(repo, branch, word.equals("look") || BranchAction.COMMENT.allows(role)))));
    }

    private Outcome act(Caller.AccountCaller caller, BranchId id, String word, Fields form) {
        String text = Exchange.value(form, "text").orElse("");
        String comment = Exchange.value(form, "comment").orElse("");
        Optional<Integer> draft = number(comment);
        return switch (word) {
            case "comment" -> draft(caller, id, form, text);
            case "rewrite" ->
                draft.map(number -> reviews.rewrite(id, caller, number, text)).orElseGet(() -> none(comment));
            case "delete" ->
                draft.map(number -> reviews.delete(id, caller, number)).orElseGet(() -> none(comment));
            case "send" -> reviews.send(id, caller, true);
            case "publish" -> reviews.send(id, caller, false);
            case "resolve" -> reviews.resolve(id, comment, caller.name());
            case "reopen" -> reviews.reopen(id, comment, caller.name());
            case "look" ->
                oid(form, "new")
                        .map(tip -> reviews.look(id, caller, tip, oid(form, "old")))
                        .orElseGet(() -> Outcome.refused("the form names no commit"));
            default -> throw new IllegalArgumentException("no form is called " + word);
        };
    }

    private Outcome draft(Caller.AccountCaller caller, BranchId id, Fields form, String text) {
        boolean old = Exchange.value(form, "side").filter("old"::equals).isPresent();
        Optional<Oid> commit = oid(form, old ? "old" : "new");
        Optional<String> file =
                Exchange.value(form, old ? "before" : "after").filter(path -> path.length() <= CodePlace.LONGEST_FILE);
        Optional<Integer> first = Exchange.value(form, "first").flatMap(ReviewForms::number);
        Optional<Integer> last =
                Exchange.value(form, "last").flatMap(ReviewForms::number).or(() -> first);
        Optional<LineRange> lines =
                first.flatMap(from -> last.flatMap(to -> LineRange.of(Math.min(from, to), Math.max(from, to))));
        if (commit.isEmpty() || file.isEmpty()) {
            return Outcome.refused("there is no such file " + (old ? "before" : "after") + " the change");
        }
        if (lines.isEmpty()) {
            return Outcome.refused("a comment is about a line, or up to " + LineRange.MOST + " lines of a file");
        }
        return reviews.draft(
                        id,
                        caller,
                        new ReviewActions.Draft(new CodePlace(commit.get(), file.get(), lines.get()), old, text))
                .outcome();
    }

    private static Outcome none(String comment) {
        return Outcome.refused("the branch has no draft " + Text.shortened(Text.printable(comment), 40));
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text).filter(word -> word.matches("[1-9][0-9]{0,8}")).map(Integer::valueOf);
    }

    private static Optional<Oid> oid(Fields form, String name) {
        return Exchange.value(form, name)
                .filter(word -> word.matches("[0-9a-f]{40}"))
                .map(Oid::new);
    }

    /** The page that the form was on, as it is now; a page that sent it by itself gets the file anew. */
    private static String page(Exchange exchange, Meant meant, Fields form) {
        String changes = Site.branch(meant.repo().name(), meant.branch().name()) + "?life="
                + meant.branch().id() + "&"
                + Exchange.value(form, "view")
                        .filter(view -> VIEW.matcher(view).matches())
                        .orElse("diff=unified");
        Optional<String> file = Exchange.value(form, "file").filter(index -> index.matches("[0-9]{1,5}"));
        if (exchange.header("HX-Request").isPresent()) {
            return changes + file.map(index -> "&section&file=" + index).orElse("");
        }
        return changes
                + Exchange.value(form, "from")
                        .filter(index -> index.matches("[1-9][0-9]{0,4}"))
                        .map(index -> "&from=" + index)
                        .orElse("")
                + file.map(index -> "#file-" + index).orElse("");
    }
}
