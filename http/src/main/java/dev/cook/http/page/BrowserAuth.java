package dev.cook.http.page;

import dev.cook.domain.Caller;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Credentials;
import dev.cook.http.exchange.Exchange;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;

/** Finds out who looks at a page: a browser by its cookie, a program by its token. */
public final class BrowserAuth {
    public static final String COOKIE = "cook";

    private final Authenticator callers;
    private final AuthFailureLimiter wrongSecrets;

    public BrowserAuth(Authenticator callers, AuthFailureLimiter wrongSecrets) {
        this.callers = callers;
        this.wrongSecrets = wrongSecrets;
    }

    public Optional<Caller> who(Exchange exchange) {
        Optional<Caller> caller = find(exchange);
        caller.map(Caller::name).ifPresent(exchange::seenBy);
        return caller;
    }

    private Optional<Caller> find(Exchange exchange) {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        if (token.isPresent()) {
            return token.flatMap(secret -> wrongSecrets.find(exchange.network(), () -> callers.byToken(secret)));
        }
        // An old cookie is nobody's guess, so it is not counted.
        return exchange.cookie(COOKIE).flatMap(callers::byCookie).map(holder -> holder);
    }

    /** Asks the same again later, when the request is over: whether whoever it was is still signed in. */
    public Supplier<Optional<Caller>> again(Exchange exchange) {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        Optional<String> cookie = exchange.cookie(COOKIE);
        return () -> token.isPresent()
                ? token.flatMap(callers::byToken)
                : cookie.flatMap(callers::byCookie).map(holder -> holder);
    }
}
