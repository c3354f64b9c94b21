package dev.cook.http.account;

import dev.cook.domain.AccountId;
import dev.cook.domain.Secrets;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What devices are asked to sign: each once, for a few minutes, and by the browser that asked for it, which proves by a cookie that it
 * is the same. Kept in memory: whoever is in the middle of it when the server starts again tries again.
 */
final class PasskeyChallenges {
    /** Long enough to find the device that has the key. */
    static final Duration VALID = Duration.ofMinutes(5);

    /** All of them together, and those of one network: strangers may ask for them. */
    private static final int MOST = 2_000;

    private static final int MOST_OF_NETWORK = 50;

    /**
     * @param challenge 256 random bits
     * @param account who adds a passkey; empty: somebody signs in
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares challenges
    record Challenge(byte[] challenge, Optional<AccountId> account, String network, Instant expiresAt) {}

    private final Clock clock;
    /** By the hash of the cookie, the oldest first. */
    private final Map<ByteBuffer, Challenge> open = new LinkedHashMap<>();

    PasskeyChallenges(Clock clock) {
        this.clock = clock;
    }

    /** @param cookie what the browser proves by that it is the same */
    synchronized Challenge issue(String cookie, Optional<AccountId> account, String network) {
        Instant now = clock.instant();
        open.values().removeIf(each -> !each.expiresAt().isAfter(now));
        long same = open.values().stream()
                .filter(each -> each.network().equals(network))
                .count();
        if (same >= MOST_OF_NETWORK) {
            removeFirst(network);
        } else if (open.size() >= MOST) {
            open.remove(open.keySet().iterator().next());
        }
        Challenge challenge = new Challenge(Secrets.hash(Secrets.fresh("")), account, network, now.plus(VALID));
        open.put(ByteBuffer.wrap(Secrets.hash(cookie)), challenge);
        return challenge;
    }

    private void removeFirst(String network) {
        Iterator<Challenge> each = open.values().iterator();
        while (each.hasNext()) {
            if (each.next().network().equals(network)) {
                each.remove();
                return;
            }
        }
    }

    /** Takes the challenge of a browser, for the same purpose for which it was given; it is gone then, whatever comes of it. */
    synchronized Optional<Challenge> take(String cookie, Optional<AccountId> account) {
        return Optional.ofNullable(open.remove(ByteBuffer.wrap(Secrets.hash(cookie))))
                .filter(challenge -> challenge.expiresAt().isAfter(clock.instant()))
                .filter(challenge -> challenge.account().equals(account));
    }
}
