package dev.cook.http.queue;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.merge.MergeQueue;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Fields;

/**
 * Moves a branch in its queue, as {@code queue reorder} does and for the same role. Only a browser that is signed in is heard, and
 * only from a page of this server: {@link dev.cook.http.exchange.SameOrigin} is asked before.
 */
public final class QueueForms implements Route {
    static final String PATH = QueuePages.PATH + "/move";

    /** Bytes of a form: four names, with every character escaped. */
    private static final int LARGEST = 16 * 1024;

    private final Store store;
    private final Authenticator callers;
    private final MergeQueue queue;
    private final PageRenderer shown;
    private final SignIn signIn;

    public QueueForms(Store store, Authenticator callers, MergeQueue queue, PageRenderer shown, SignIn signIn) {
        this.store = store;
        this.callers = callers;
        this.queue = queue;
        this.shown = shown;
        this.signIn = signIn;
    }

    /**
     * What somebody asks for.
     *
     * @param ahead the branch that they saw directly ahead of it
     * @param before where it shall go; empty: to the front
     */
    private record Wish(
            Repo repo, Branch branch, boolean allowed, Optional<BranchName> ahead, Optional<BranchName> before) {}

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().equals(PATH)) {
            return false;
        }
        Optional<Caller.AccountCaller> caller =
                exchange.cookie(BrowserAuth.COOKIE).flatMap(callers::byCookie);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
        } else if (exchange.method().equals("POST")) {
            take(exchange, caller.get());
        } else {
            exchange.set(HttpHeader.ALLOW, "POST");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This address accepts the forms of a queue's page only.",
                            "Use the page of the queue."));
        }
        return true;
    }

    private void take(Exchange exchange, Caller.AccountCaller caller) throws IOException {
        Optional<Fields> form = exchange.form(LARGEST);
        if (form.isEmpty()) {
            shown.problem(
                    exchange,
                    new Problem(413, "Too large", "The form is too large.", "Go back to the queue and try again."));
            return;
        }
        Optional<Wish> found = store.read(tx -> wish(tx, caller, form.get()));
        if (found.isEmpty()) {
            shown.problem(exchange, Problem.missing("branch in this queue"));
            return;
        }
        Wish wish = found.get();
        if (!wish.allowed()) {
            shown.problem(
                    exchange,
                    new Problem(
                            403,
                            "Not allowed",
                            "This needs the " + BranchAction.REORDER.needs().word() + " role in "
                                    + wish.repo().name() + ".",
                            "Ask an admin of the repository for the role."));
            return;
        }
        Outcome outcome = move(wish, caller.name());
        if (outcome.agreed()) {
            exchange.redirect(
                    QueuePage.address(wish.repo().name(), wish.branch().target()));
        } else {
            shown.problem(
                    exchange,
                    new Problem(
                            409,
                            "Not moved",
                            Problem.sentence(outcome.said()),
                            "Go back to the queue, reload the page and move the branch again."));
        }
    }

    private Outcome move(Wish wish, String by) {
        if (wish.before().isEmpty()) {
            return queue.moveSeen(wish.branch().id(), wish.ahead(), Optional.empty(), by);
        }
        Optional<BranchId> other = wish.before()
                .flatMap(
                        name -> store.read(tx -> tx.branches().alive(wish.repo().id(), name)))
                .map(Branch::id);
        return other.isPresent()
                ? queue.moveSeen(wish.branch().id(), wish.ahead(), other, by)
                : Outcome.refused("branch " + wish.before().get() + " has left the queue");
    }

    private static Optional<Wish> wish(Tx tx, Caller caller, Fields form) {
        return Exchange.value(form, "repo")
                .flatMap(RepoName::parse)
                .flatMap(name -> Access.readable(tx, caller, name))
                .flatMap(repo -> name(form, "branch")
                        .flatMap(branch -> tx.branches().alive(repo.id(), branch))
                        .map(branch -> {
                            Role role = Access.role(tx, caller, repo.id()).orElse(Role.READ);
                            return new Wish(
                                    repo,
                                    branch,
                                    BranchAction.REORDER.allows(role),
                                    name(form, "ahead"),
                                    name(form, "before"));
                        }));
    }

    private static Optional<BranchName> name(Fields form, String field) {
        return Exchange.value(form, field)
                .filter(name -> BranchName.problemOf(name).isEmpty())
                .map(BranchName::new);
    }
}
