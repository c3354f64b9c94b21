package dev.cook.http.api;

import dev.cook.domain.Caller;
import dev.cook.hooks.Authenticator;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Credentials;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/** Finds who asks the API, by the token of an account. A browser's cookie is not looked at, so no page of another site speaks. */
public final class TokenHolders {
    private final Authenticator callers;
    private final AuthFailureLimiter wrongSecrets;

    public TokenHolders(Authenticator callers, AuthFailureLimiter wrongSecrets) {
        this.callers = callers;
        this.wrongSecrets = wrongSecrets;
    }

    /** Empty: the client was told already what is wrong with its token. */
    public Optional<Caller.AccountCaller> caller(Exchange exchange) throws IOException {
        Optional<String> token = Credentials.token(exchange.header(HttpHeader.AUTHORIZATION));
        Optional<Caller> caller =
                token.flatMap(secret -> wrongSecrets.find(exchange.network(), () -> callers.byToken(secret)));
        if (caller.orElse(null) instanceof Caller.AccountCaller account) {
            return Optional.of(account);
        }
        if (token.isPresent() && wrongSecrets.tooMany(exchange.network())) {
            exchange.set(HttpHeader.RETRY_AFTER, "60");
            ProblemJson.answer(
                    exchange,
                    new Problem(
                            429,
                            "Too many wrong tokens",
                            "Your address has sent too many wrong tokens.",
                            "Wait a minute, then send a valid token."));
        } else {
            exchange.set(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            ProblemJson.answer(
                    exchange,
                    new Problem(
                            401,
                            "Not signed in",
                            token.isPresent() ? "The token is unknown or was revoked." : "This address needs a token.",
                            "Create one with token create, and send it as Authorization: Bearer TOKEN."));
        }
        return Optional.empty();
    }
}
