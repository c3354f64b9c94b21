package dev.cook.http.account;

import dev.cook.domain.AccountId;
import dev.cook.domain.BrowserSession;
import dev.cook.domain.Passkey;
import dev.cook.domain.Secrets;
import dev.cook.domain.Text;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.SignIn;
import dev.cook.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the scripts of the pages ask for about passkeys. Somebody who is signed in adds one; anybody signs in with one. A passkey opens
 * exactly what its person's SSH key opens in a browser, and nothing else.
 */
public final class PasskeyEndpoint implements Route {
    public static final String PREFIX = "/_/passkeys/";

    private static final String COOKIE = "cook_passkey";

    /** Bytes of a request: an attestation without certificates is under 2 KB. */
    private static final int LARGEST = 32 * 1024;

    /** Whoever reads it in a list of passkeys knows what it is for. */
    private static final String NAME = "Cook";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final Site site;
    private final SignIn signIn;
    private final AuthFailureLimiter wrongSecrets;
    private final PasskeyChallenges challenges;
    private final Optional<PasskeyVerifier> verifier;

    public PasskeyEndpoint(Store store, Site site, SignIn signIn, AuthFailureLimiter wrongSecrets, Clock clock) {
        this.store = store;
        this.site = site;
        this.signIn = signIn;
        this.wrongSecrets = wrongSecrets;
        this.challenges = new PasskeyChallenges(clock);
        this.verifier = site.passkeyDomain().map(domain -> new PasskeyVerifier(domain, site.origin()));
    }

    /** Why a request was not carried out. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status, String why) {
            super(why);
            this.status = status;
        }
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().startsWith(PREFIX)) {
            return false;
        }
        try {
            if (verifier.isEmpty()) {
                throw new Refused(404, "Passkeys need https, or the address localhost.");
            }
            if (!exchange.method().equals("POST")) {
                exchange.set(HttpHeader.ALLOW, "POST");
                throw new Refused(405, "This address is for the scripts of the pages.");
            }
            exchange.answer(200, Exchange.JSON, JSON.writeValueAsString(act(exchange, verifier.get())));
        } catch (Refused e) {
            exchange.answer(
                    e.status, Exchange.JSON, JSON.writeValueAsString(Map.of("why", String.valueOf(e.getMessage()))));
        }
        return true;
    }

    private Object act(Exchange exchange, PasskeyVerifier verifier) throws IOException, Refused {
        return switch (exchange.path().substring(PREFIX.length())) {
            case "add-options" -> addOptions(exchange, account(exchange));
            case "add" -> add(exchange, verifier, account(exchange));
            case "options" -> options(exchange);
            case "sign-in" -> signIn(exchange, verifier);
            default -> throw new Refused(404, "There is no such address.");
        };
    }

    private AccountId account(Exchange exchange) throws Refused {
        return exchange.cookie(BrowserAuth.COOKIE)
                .flatMap(cookie -> store.read(tx -> tx.browserSessions().byCookie(Secrets.hash(cookie))))
                .map(BrowserSession::account)
                .orElseThrow(() -> new Refused(401, "You are not signed in any more. Reload the page."));
    }

    private Object addOptions(Exchange exchange, AccountId account) {
        List<Passkey> own = store.read(tx -> tx.passkeys().of(account));
        String name = store.read(tx -> tx.accounts().get(account))
                .orElseThrow()
                .name()
                .value();
        return Map.of(
                "challenge", challenge(exchange, Optional.of(account)),
                "rp", Map.of("id", site.passkeyDomain().orElseThrow(), "name", NAME),
                "user", Map.of("id", base64(handle(account)), "name", name, "displayName", name),
                "pubKeyCredParams",
                        PasskeyVerifier.ALGORITHMS.stream()
                                .map(each -> Map.of("type", "public-key", "alg", each.getValue()))
                                .toList(),
                "authenticatorSelection",
                        Map.of("residentKey", "required", "requireResidentKey", true, "userVerification", "required"),
                "excludeCredentials",
                        own.stream()
                                .map(each -> Map.of("type", "public-key", "id", base64(each.credentialId())))
                                .toList(),
                "attestation", "none",
                "timeout", PasskeyChallenges.VALID.toMillis());
    }

    private Object add(Exchange exchange, PasskeyVerifier verifier, AccountId account) throws IOException, Refused {
        JsonNode sent = sent(exchange);
        byte[] challenge = taken(exchange, Optional.of(account));
        String label = Text.printable(sent.path("label").asString("")).strip();
        PasskeyVerifier.Made made = verifier.made(challenge, bytes(sent, "attestation"), bytes(sent, "clientData"))
                .orElseThrow(() -> new Refused(400, "The passkey is not one for this server. Try again."));
        Optional<Passkey> added = store.write(tx -> tx.passkeys()
                .add(
                        account,
                        made.credentialId(),
                        made.credential(),
                        made.signCount(),
                        label.isEmpty() ? "Passkey" : Text.shortened(label, Passkey.LONGEST_LABEL)));
        if (added.isEmpty()) {
            throw new Refused(
                    409, "This passkey is known already, or you have " + Passkey.MOST + " of them. Revoke one first.");
        }
        return Map.of("id", added.get().id());
    }

    private Object options(Exchange exchange) {
        return Map.of(
                "challenge", challenge(exchange, Optional.empty()),
                "rpId", site.passkeyDomain().orElseThrow(),
                "userVerification", "required",
                "timeout", PasskeyChallenges.VALID.toMillis());
    }

    private Object signIn(Exchange exchange, PasskeyVerifier verifier) throws IOException, Refused {
        JsonNode sent = sent(exchange);
        byte[] challenge = taken(exchange, Optional.empty());
        PasskeyVerifier.Signed signed = new PasskeyVerifier.Signed(
                bytes(sent, "id"),
                bytes(sent, "userHandle"),
                bytes(sent, "authenticatorData"),
                bytes(sent, "clientData"),
                bytes(sent, "signature"));
        Optional<AccountId> account = wrongSecrets.find(exchange.network(), () -> account(verifier, challenge, signed));
        String to = signIn.enter(
                exchange,
                account.orElseThrow(() -> new Refused(
                        403, "This passkey opens nothing here: it was revoked, or is for another account or server.")));
        return Map.of("to", site.base() + to);
    }

    /** Whose passkey signed it, rightly and now. */
    private Optional<AccountId> account(PasskeyVerifier verifier, byte[] challenge, PasskeyVerifier.Signed signed) {
        Optional<Passkey> passkey = store.read(tx -> tx.passkeys().byCredential(signed.credentialId()))
                // The device says for whom it keeps the key; whoever that is not is nobody.
                .filter(each -> Arrays.equals(handle(each.account()), signed.userHandle()));
        return passkey.flatMap(each -> verifier.verified(challenge, each, signed)
                .filter(count -> store.<Boolean>write(tx -> tx.passkeys().markUsed(each, count)))
                .map(_ -> each.account()));
    }

    /** A new challenge, for this browser alone. */
    private String challenge(Exchange exchange, Optional<AccountId> account) {
        String cookie = Secrets.fresh("");
        exchange.addCookie(signIn.cookie(COOKIE, cookie, PasskeyChallenges.VALID));
        return base64(challenges.issue(cookie, account, exchange.network()).challenge());
    }

    private byte[] taken(Exchange exchange, Optional<AccountId> account) throws Refused {
        return exchange.cookie(COOKIE)
                .flatMap(cookie -> challenges.take(cookie, account))
                .map(PasskeyChallenges.Challenge::challenge)
                .orElseThrow(() -> new Refused(400, "This took too long, or was sent twice. Try again."));
    }

    private static JsonNode sent(Exchange exchange) throws IOException, Refused {
        byte[] body = exchange.small(LARGEST).orElseThrow(() -> new Refused(413, "The request is too large."));
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new Refused(400, "The request is no JSON.");
        }
    }

    private static byte[] bytes(JsonNode sent, String name) throws Refused {
        try {
            return Base64.getUrlDecoder().decode(sent.path(name).asString(""));
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "The request is damaged.");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** By what devices know an account. */
    private static byte[] handle(AccountId account) {
        return Long.toString(account.value()).getBytes(StandardCharsets.US_ASCII);
    }
}
