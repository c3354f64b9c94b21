package dev.cook.http.page;

import dev.cook.domain.AccountId;
import dev.cook.domain.Secrets;
import dev.cook.domain.Text;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.HttpLimits;
import dev.cook.http.exchange.LocalPath;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import dev.cook.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Fields;

/** Signs a browser in with the one-time code that {@code ssh HOST login} prints, and out again. */
public final class SignIn implements Route {
    private static final Duration COOKIE_LIFE = Duration.ofDays(30);

    /** How long a browser remembers the page that it wanted: a person has to go to a terminal and back. */
    private static final Duration WANTED_LIFE = Duration.ofMinutes(15);

    private static final String WANTED = "cook_wanted";

    /** Longer than any code. */
    private static final int LONGEST_CODE = 200;

    private final Store store;
    private final PageRenderer shown;
    private final HttpLimits limits;
    private final AuthFailureLimiter wrongSecrets;

    public SignIn(Store store, PageRenderer shown, HttpLimits limits, AuthFailureLimiter wrongSecrets) {
        this.store = store;
        this.shown = shown;
        this.limits = limits;
        this.wrongSecrets = wrongSecrets;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        switch (exchange.path()) {
            case "/login" -> {
                if (exchange.method().equals("POST")) {
                    takeCode(exchange);
                } else {
                    offer(exchange);
                }
            }
            case "/logout" -> {
                if (exchange.method().equals("POST")) {
                    signOut(exchange);
                } else {
                    exchange.redirect("/");
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Asks somebody who is not signed in to do so, and remembers the page that they wanted. */
    public void ask(Exchange exchange) throws IOException {
        if (exchange.isRead() && exchange.header("HX-Request").isEmpty()) {
            String wanted = LocalPath.orHome(exchange.pathAndQuery());
            exchange.addCookie(cookie(WANTED, Site.encoded(wanted).replace("/", "%2F"), WANTED_LIFE));
        }
        // A part of a page cannot ask: the browser loads the whole page again, which does.
        exchange.set("HX-Refresh", "true");
        exchange.set("WWW-Authenticate", "Cookie realm=\"Cook\"");
        exchange.answer(401, Exchange.HTML, shown.page("signin", Optional.empty(), Map.of()));
    }

    /** A button, not a redirect: programs that preview links would use up the code. */
    private void offer(Exchange exchange) throws IOException {
        Optional<String> code = exchange.query("code").filter(value -> value.length() <= LONGEST_CODE);
        if (code.isEmpty()) {
            exchange.answer(200, Exchange.HTML, shown.page("signin", Optional.empty(), Map.of()));
            return;
        }
        String to = exchange.query("to").map(LocalPath::orHome).orElse("");
        exchange.answer(
                200,
                Exchange.HTML,
                shown.page("signinbutton", Optional.empty(), Map.of("code", code.orElseThrow(), "to", to)));
    }

    private void takeCode(Exchange exchange) throws IOException {
        Fields form = exchange.form(limits.form()).orElseGet(Fields::new);
        Optional<String> code = Exchange.value(form, "code").filter(value -> value.length() <= LONGEST_CODE);
        if (code.isEmpty()) {
            refuse(exchange);
            return;
        }
        byte[] codeHash = Secrets.hash(code.orElseThrow());
        Optional<AccountId> account = wrongSecrets.find(
                exchange.network(), () -> store.write(tx -> tx.tokens().takeCode(codeHash)));
        if (account.isEmpty()) {
            refuse(exchange);
            return;
        }
        String wanted = enter(exchange, account.get());
        exchange.redirect(Exchange.value(form, "to").map(LocalPath::orHome).orElse(wanted));
    }

    /** Signs the browser in as somebody who proved who they are; answers the page that they wanted. */
    public String enter(Exchange exchange, AccountId account) {
        String secret = Secrets.fresh("");
        store.change(tx -> tx.browserSessions()
                .add(
                        account,
                        Secrets.hash(secret),
                        tx.now().plus(COOKIE_LIFE),
                        exchange.address(),
                        Text.printable(exchange.header(HttpHeader.USER_AGENT).orElse(""))));
        exchange.addCookie(cookie(BrowserAuth.COOKIE, secret, COOKIE_LIFE));
        exchange.addCookie(cookie(WANTED, "", Duration.ZERO));
        return wanted(exchange);
    }

    private static String wanted(Exchange exchange) {
        return exchange.cookie(WANTED)
                .map(value -> org.eclipse.jetty.util.URIUtil.decodePath(value))
                .map(LocalPath::orHome)
                .orElse("/");
    }

    private void refuse(Exchange exchange) throws IOException {
        shown.problem(
                exchange,
                new Problem(
                        403,
                        "Link expired",
                        "A sign-in link works once and expires after a few minutes.",
                        "Run “" + shown.site().ssh() + " login” again and open the link it prints."));
    }

    private void signOut(Exchange exchange) throws IOException {
        Optional<String> secret = exchange.cookie(BrowserAuth.COOKIE);
        secret.ifPresent(value -> store.change(tx -> tx.browserSessions().drop(Secrets.hash(value))));
        exchange.addCookie(cookie(BrowserAuth.COOKIE, "", Duration.ZERO));
        exchange.redirect("/login");
    }

    /** A cookie of this server that no script reads. */
    public HttpCookie cookie(String name, String value, Duration life) {
        return HttpCookie.build(name, value)
                .path(shown.site().base().isEmpty() ? "/" : shown.site().base())
                .httpOnly(true)
                .secure(shown.site().secure())
                .sameSite(HttpCookie.SameSite.LAX)
                .maxAge(life.toSeconds())
                .build();
    }
}
