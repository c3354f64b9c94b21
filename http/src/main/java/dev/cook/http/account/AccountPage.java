package dev.cook.http.account;

import dev.cook.domain.AccessToken;
import dev.cook.domain.AccountKey;
import dev.cook.domain.BrowserSession;
import dev.cook.domain.Passkey;
import java.time.Instant;
import java.util.List;

/**
 * What lets somebody in: the browsers in which they are signed in, their passkeys, tokens and keys.
 *
 * @param current the browser that looks
 */
public record AccountPage(
        String name,
        boolean siteAdmin,
        long current,
        List<BrowserSession> browsers,
        List<Passkey> passkeys,
        List<AccessToken> tokens,
        List<AccountKey> keys) {
    public AccountPage {
        browsers = List.copyOf(browsers);
        passkeys = List.copyOf(passkeys);
        tokens = List.copyOf(tokens);
        keys = List.copyOf(keys);
    }

    public String browser(BrowserSession session) {
        return BrowserName.of(session.browser());
    }

    public boolean isCurrent(BrowserSession session) {
        return session.id() == current;
    }

    /** Whether a token still opens something. */
    public static boolean works(AccessToken token, Instant now) {
        return token.revokedAt().isEmpty() && token.expiresAt().isAfter(now);
    }

    public static String state(AccessToken token, Instant now) {
        return token.revokedAt().isPresent() ? "revoked" : works(token, now) ? "active" : "expired";
    }
}
