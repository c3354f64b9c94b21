package dev.cook.http.account;

import dev.cook.domain.Account;
import dev.cook.domain.AccountId;
import dev.cook.domain.BrowserSession;
import dev.cook.domain.Secrets;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Fields;

/** The page of whoever is signed in: what lets them in, and how each of it is taken back. A program's token does not open it. */
public final class AccountPages implements Route {
    public static final String PATH = "/_/account";

    private static final String SIGN_OUT = PATH + "/sign-out";
    private static final String EVERYWHERE = PATH + "/sign-out-everywhere";
    private static final String TOKEN = PATH + "/revoke-token";
    private static final String PASSKEY = PATH + "/revoke-passkey";
    private static final Set<String> FORMS = Set.of(SIGN_OUT, EVERYWHERE, TOKEN, PASSKEY);

    /** Bytes of a form: a number. */
    private static final int LARGEST = 200;

    private final Store store;
    private final PageRenderer shown;
    private final SignIn signIn;

    public AccountPages(Store store, PageRenderer shown, SignIn signIn) {
        this.store = store;
        this.shown = shown;
        this.signIn = signIn;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        String path = exchange.path();
        boolean isForm = FORMS.contains(path);
        if (!path.equals(PATH) && !isForm) {
            return false;
        }
        Optional<BrowserSession> session = exchange.cookie(BrowserAuth.COOKIE)
                .flatMap(cookie -> store.read(tx -> tx.browserSessions().byCookie(Secrets.hash(cookie))));
        if (session.isEmpty()) {
            signIn.ask(exchange);
        } else if (!isForm && exchange.isRead()) {
            show(exchange, session.get());
        } else if (isForm && exchange.method().equals("POST")) {
            take(exchange, session.get(), path);
        } else {
            exchange.set(HttpHeader.ALLOW, isForm ? "POST" : "GET, HEAD");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This address does not accept " + exchange.method() + ".",
                            "Use the page of your account."));
        }
        return true;
    }

    private void show(Exchange exchange, BrowserSession session) throws IOException {
        AccountId id = session.account();
        AccountPage page = store.read(tx -> {
            Account account = tx.accounts().get(id).orElseThrow();
            return new AccountPage(
                    account.name().value(),
                    account.siteAdmin(),
                    session.id(),
                    tx.browserSessions().of(id),
                    tx.passkeys().of(id),
                    tx.tokens().of(id).reversed(),
                    tx.keys().of(id));
        });
        exchange.answer(200, Exchange.HTML, shown.page("account", Optional.of(page.name()), Map.of("page", page)));
    }

    private void take(Exchange exchange, BrowserSession session, String path) throws IOException {
        AccountId account = session.account();
        long number = exchange.form(LARGEST).flatMap(AccountPages::number).orElse(0L);
        boolean done = store.write(tx -> switch (path) {
            case EVERYWHERE -> {
                tx.browserSessions().revokeAll(account, Optional.of(session.id()));
                yield true;
            }
            case SIGN_OUT -> tx.browserSessions().revoke(account, number);
            case TOKEN -> tx.tokens().revoke(account, number);
            case PASSKEY -> tx.passkeys().revoke(account, number);
            default -> throw new IllegalArgumentException("no form is called " + path);
        });
        if (done) {
            exchange.redirect(PATH);
        } else {
            shown.problem(
                    exchange,
                    new Problem(
                            409,
                            "Not done",
                            switch (path) {
                                case TOKEN -> "You have no active token with this number.";
                                case PASSKEY -> "You have no passkey with this number.";
                                default -> "You are not signed in with that browser any more.";
                            },
                            "Go back to the page of your account."));
        }
    }

    private static Optional<Long> number(Fields form) {
        return Exchange.value(form, "id")
                .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                .map(Long::parseLong);
    }
}
