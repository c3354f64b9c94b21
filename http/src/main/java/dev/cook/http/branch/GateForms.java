package dev.cook.http.branch;

import dev.cook.domain.Branch;
import dev.cook.domain.Caller;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateReply;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.domain.Voter;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.http.api.ApiEndpoint;
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
 * Takes what people say to approvals on the page of a branch. Only a browser that is signed in is heard, and only from a page of
 * this server: {@link SameOrigin} is asked before.
 */
public final class GateForms implements Route {
    private static final Pattern PATH = Pattern.compile("/_/gates/([1-9][0-9]{0,17})");

    /** Bytes of a form: the longest comment, with every character escaped. */
    private static final int LARGEST = 64 * 1024;

    private final Store store;
    private final Authenticator callers;
    private final GateAnswering gates;
    private final PageRenderer shown;
    private final SignIn signIn;

    public GateForms(Store store, Authenticator callers, GateAnswering gates, PageRenderer shown, SignIn signIn) {
        this.store = store;
        this.callers = callers;
        this.gates = gates;
        this.shown = shown;
        this.signIn = signIn;
    }

    /** Where a run's form is sent. */
    public static String address(GateRunId run) {
        return "/_/gates/" + run;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.path());
        if (!path.matches()) {
            return false;
        }
        GateRunId run = new GateRunId(Long.parseLong(path.group(1)));
        Optional<Caller.AccountCaller> caller =
                exchange.cookie(BrowserAuth.COOKIE).flatMap(callers::byCookie);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
        } else if (exchange.method().equals("POST")) {
            take(exchange, caller.get(), run);
        } else {
            exchange.set(HttpHeader.ALLOW, "POST");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This address accepts answers to gates only.",
                            "Answer on the page of the branch."));
        }
        return true;
    }

    private void take(Exchange exchange, Caller.AccountCaller caller, GateRunId run) throws IOException {
        Optional<Fields> form = exchange.form(LARGEST);
        String answer = form.flatMap(fields -> Exchange.value(fields, "answer")).orElse("");
        if (!answer.equals("yes") && !answer.equals("no")) {
            shown.problem(
                    exchange,
                    new Problem(
                            400,
                            "Answer missing",
                            "The form held neither an approval nor a rejection.",
                            "Go back and choose one."));
            return;
        }
        String comment =
                form.flatMap(fields -> Exchange.value(fields, "comment")).orElse("");
        Optional<Voter> voter = store.read(tx -> Access.voter(tx, caller, run));
        GateReply reply = voter.map(who ->
                        gates.answer(GateKind.APPROVAL, run, who, answer.equals("yes"), comment, Optional.empty()))
                .orElseGet(() -> GateAnswering.missing(run));
        if (reply.kind().good()) {
            exchange.redirect(store.read(tx -> page(tx, run)).orElse("/") + "#gate-" + run);
            return;
        }
        shown.problem(
                exchange,
                new Problem(
                        ApiEndpoint.status(reply.kind()),
                        "Answer not accepted",
                        Problem.sentence(reply.said()),
                        Problem.sentence(reply.wayOut())));
    }

    private static Optional<String> page(Tx tx, GateRunId run) {
        Optional<Branch> branch = tx.gateRuns()
                .get(run)
                .flatMap(found -> tx.candidates().get(found.candidate()))
                .flatMap(candidate -> tx.branches().get(candidate.branch()));
        return branch.flatMap(found -> tx.repos()
                .get(found.repo())
                .map(Repo::name)
                .map(repo -> Site.branch(repo, found.name()) + "?life=" + found.id()));
    }
}
