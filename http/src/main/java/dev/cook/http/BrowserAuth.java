package dev.cook.http;

import dev.cook.domain.Caller;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;

/** Finds out who looks at a page: a browser by its cookie, a program by its token. */
final class BrowserAuth {
    static final String COOKIE = "cook";

    private final Function<String, Optional<Caller>> byToken;
    private final Function<String, Optional<Caller.AccountCaller>> byCookie;
    private final AuthFailureLimiter wrongSecrets;

    BrowserAuth(
            Function<String, Optional<Caller>> byToken,
            Function<String, Optional<Caller.AccountCaller>> byCookie,
            AuthFailureLimiter wrongSecrets) {
        this.byToken = byToken;
        this.byCookie = byCookie;
        this.wrongSecrets = wrongSecrets;
    }

    Optional<Caller> who(Exchange exchange) {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        if (token.isPresent()) {
            return token.flatMap(secret -> wrongSecrets.find(exchange.network(), () -> byToken.apply(secret)));
        }
        // An old cookie is nobody's guess, so it is not counted.
        return exchange.cookie(COOKIE).flatMap(byCookie).map(holder -> holder);
    }

    /** Asks the same again later, when the request is over: whether whoever it was is still signed in. */
    Supplier<Optional<Caller>> again(Exchange exchange) {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        Optional<String> cookie = exchange.cookie(COOKIE);
        return () -> token.isPresent()
                ? token.flatMap(byToken)
                : cookie.flatMap(byCookie).map(holder -> holder);
    }
}
