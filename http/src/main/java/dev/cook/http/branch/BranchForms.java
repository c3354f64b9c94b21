package dev.cook.http.branch;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.SameOrigin;
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
 * Takes what people do with a branch on its page. Only a browser that is signed in is heard, and only from a page of this server:
 * {@link SameOrigin} is asked before. Every form is asked for the same roles as the commands.
 */
public final class BranchForms implements Route {
    private static final Pattern PATH =
            Pattern.compile("/_/branches/([1-9][0-9]{0,17})/(land|hold|release|abandon|say)");

    /** Bytes of a form: the longest message, with every character escaped. */
    private static final int LARGEST = 256 * 1024;

    private final Store store;
    private final Authenticator callers;
    private final BranchRequests requests;
    private final PageRenderer shown;
    private final SignIn signIn;

    public BranchForms(Store store, Authenticator callers, BranchRequests requests, PageRenderer shown, SignIn signIn) {
        this.store = store;
        this.callers = callers;
        this.requests = requests;
        this.shown = shown;
        this.signIn = signIn;
    }

    /** Where a form about a branch is sent. */
    public static String address(BranchId branch, String word) {
        return "/_/branches/" + branch + "/" + word;
    }

    /**
     * The branch, as it is now.
     *
     * @param allowed whether the caller has the role that the form needs
     */
    private record Meant(Repo repo, Branch branch, Optional<SessionId> session, boolean allowed) {
        String page() {
            return Site.branch(repo.name(), branch.name()) + "?life=" + branch.id();
        }
    }

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
                            "This address accepts the forms of a branch's page only.",
                            "Use the page of the branch."));
        }
        return true;
    }

    private static BranchAction action(String word) {
        return switch (word) {
            case "land" -> BranchAction.LAND;
            case "hold", "release" -> BranchAction.HOLD;
            case "abandon" -> BranchAction.ABANDON;
            case "say" -> BranchAction.STEER;
            default -> throw new IllegalArgumentException("no form is called " + word);
        };
    }

    private void take(Exchange exchange, Caller.AccountCaller caller, BranchId id, String word) throws IOException {
        BranchAction action = action(word);
        Optional<Meant> found = store.read(tx -> meant(tx, caller, id, action));
        if (found.isEmpty()) {
            shown.problem(exchange, Problem.missing("branch with this number"));
            return;
        }
        Meant meant = found.get();
        if (!meant.allowed()) {
            shown.problem(
                    exchange,
                    new Problem(
                            403,
                            "Not allowed",
                            "This needs the " + action.needs().word() + " role in "
                                    + meant.repo().name() + ".",
                            "Ask an admin of the repository for the role."));
            return;
        }
        Optional<Fields> form = exchange.form(LARGEST);
        if (form.isEmpty()) {
            shown.problem(exchange, new Problem(413, "Too large", "The form is too large.", "Write less."));
            return;
        }
        Outcome outcome = act(caller, meant, word, form.get());
        if (outcome.agreed()) {
            exchange.redirect(meant.page());
        } else {
            shown.problem(
                    exchange,
                    new Problem(
                            409, "Not done", Problem.sentence(outcome.said()), "Go back to the page of the branch."));
        }
    }

    private static Optional<Meant> meant(Tx tx, Caller caller, BranchId id, BranchAction action) {
        return tx.branches().get(id).flatMap(branch -> Access.role(tx, caller, branch.repo())
                .flatMap(role -> tx.repos()
                        .get(branch.repo())
                        .map(repo -> new Meant(
                                repo,
                                branch,
                                tx.sessions().of(id).stream()
                                        .filter(session -> !session.state().ended())
                                        .map(Session::id)
                                        .findFirst(),
                                action.allows(role)))));
    }

    private Outcome act(Caller.AccountCaller caller, Meant meant, String word, Fields form) {
        String by = caller.name();
        String text = Exchange.value(form, "text").orElse("");
        return switch (word) {
            case "land" -> requests.land(meant.branch(), Exchange.value(form, "tip"), by);
            case "hold" -> requests.hold(meant.branch(), text, by);
            case "release" -> requests.release(meant.branch(), by);
            case "abandon" -> requests.abandon(meant.branch(), text, by);
            case "say" -> requests.say(meant.session(), text, by);
            default -> throw new IllegalArgumentException("no form is called " + word);
        };
    }
}
