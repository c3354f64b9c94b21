package dev.cook.hooks.lfs;

import dev.cook.domain.AccountId;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.RepoId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens for transfers of large files: each is good for one caller, one repository, one operation and a quarter of an hour.
 * Nothing is stored of them; what they say is signed. Whoever has one still needs the role at each request.
 */
public final class LfsTokens {
    /** How long a token is good: a request that begins by then is served to its end, and clients ask for another one. */
    public static final Duration LIFE = Duration.ofMinutes(15);

    private static final String PREFIX = "lfs_";

    private static final String ALGORITHM = "HmacSHA256";

    /** Apart from whatever else the same key signs. */
    private static final String PURPOSE = "git-lfs token v1";

    /** Caller, repository, operation, and when it ends in seconds. */
    private static final Pattern TEXT = Pattern.compile(
            "(account|environment) ([1-9][0-9]{0,17}) ([1-9][0-9]{0,17}) (upload|download) ([0-9]{1,12})");

    private final SecretKeySpec key;
    private final Clock clock;

    /** @param secret random bytes that nobody else knows and that outlive the server */
    public LfsTokens(byte[] secret, Clock clock) {
        this.key = new SecretKeySpec(sign(new SecretKeySpec(secret, ALGORITHM), PURPOSE), ALGORITHM);
        this.clock = clock;
    }

    /** Whose a token is. */
    sealed interface Bearer {
        record Account(AccountId id) implements Bearer {}

        record Environment(EnvironmentId id) implements Bearer {}
    }

    /** What a token says. */
    record Grant(Bearer bearer, RepoId repo, LfsOperation operation) {}

    /** Whether a secret looks like one of these. */
    static boolean isOne(String secret) {
        return secret.startsWith(PREFIX);
    }

    String make(Caller caller, RepoId repo, LfsOperation operation) {
        String bearer =
                switch (caller) {
                    case Caller.AccountCaller account -> "account " + account.account();
                    case Caller.EnvironmentCaller environment -> "environment " + environment.environment();
                };
        String text = bearer + " " + repo + " " + operation.word() + " "
                + clock.instant().plus(LIFE).getEpochSecond();
        return PREFIX + encoded(text.getBytes(StandardCharsets.UTF_8)) + "." + encoded(sign(key, text));
    }

    /** What a token says; empty where this server did not make it, or its time is over. */
    Optional<Grant> read(String token) {
        int dot = token.indexOf('.');
        if (!isOne(token) || dot < 0) {
            return Optional.empty();
        }
        String text;
        byte[] signature;
        try {
            text = new String(
                    Base64.getUrlDecoder().decode(token.substring(PREFIX.length(), dot)), StandardCharsets.UTF_8);
            signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Matcher parts = TEXT.matcher(text);
        if (!MessageDigest.isEqual(signature, sign(key, text)) || !parts.matches()) {
            return Optional.empty();
        }
        Instant end = Instant.ofEpochSecond(Long.parseLong(parts.group(5)));
        if (!clock.instant().isBefore(end)) {
            return Optional.empty();
        }
        long id = Long.parseLong(parts.group(2));
        Bearer bearer = parts.group(1).equals("account")
                ? new Bearer.Account(new AccountId(id))
                : new Bearer.Environment(new EnvironmentId(id));
        return LfsOperation.of(parts.group(4))
                .map(operation -> new Grant(bearer, new RepoId(Long.parseLong(parts.group(3))), operation));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sign(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
