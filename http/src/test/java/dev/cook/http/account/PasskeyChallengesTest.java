package dev.cook.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PasskeyChallengesTest {
    private static final Optional<AccountId> NOBODY = Optional.empty();
    private static final Optional<AccountId> ANN = Optional.of(new AccountId(1));
    private static final Optional<AccountId> BOB = Optional.of(new AccountId(2));

    private final AtomicLong now = new AtomicLong();
    private final InstantSource source = () -> Instant.ofEpochSecond(now.get());
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final PasskeyChallenges challenges = new PasskeyChallenges(clock);

    @Test
    void eachIsTakenOnceByTheBrowserThatAskedForThatPurpose() {
        byte[] first = challenges.issue("a", NOBODY, "net").challenge();
        byte[] second = challenges.issue("b", ANN, "net").challenge();
        assertThat(first).hasSize(32).isNotEqualTo(second);

        assertThat(challenges.take("c", NOBODY)).isEmpty();
        assertThat(challenges.take("a", NOBODY).orElseThrow().challenge()).isEqualTo(first);
        assertThat(challenges.take("a", NOBODY)).as("again").isEmpty();
        assertThat(challenges.take("b", BOB)).as("of somebody else").isEmpty();
        assertThat(challenges.take("b", ANN)).as("gone after a wrong try").isEmpty();
        challenges.issue("d", NOBODY, "net");
        assertThat(challenges.take("d", ANN)).as("for another purpose").isEmpty();
    }

    @Test
    void oneThatIsTooOldIsNone() {
        challenges.issue("a", NOBODY, "net");
        now.addAndGet(PasskeyChallenges.VALID.toSeconds() - 1);
        challenges.issue("b", NOBODY, "net");
        now.incrementAndGet();

        assertThat(challenges.take("a", NOBODY)).isEmpty();
        assertThat(challenges.take("b", NOBODY)).isPresent();
    }

    @Test
    void whoAsksForManyPushesOutTheirOwn() {
        challenges.issue("mine", NOBODY, "home");
        for (int i = 0; i < 5_000; i++) {
            challenges.issue("other-" + i, NOBODY, "elsewhere");
        }

        assertThat(challenges.take("mine", NOBODY)).isPresent();
        assertThat(challenges.take("other-0", NOBODY)).isEmpty();
        assertThat(challenges.take("other-4999", NOBODY)).isPresent();
    }
}
