package dev.cook.agents.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.EnvironmentId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LastSeenTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final EnvironmentId ONE = new EnvironmentId(1);
    private static final EnvironmentId TWO = new EnvironmentId(2);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Set<EnvironmentId> watched = new HashSet<>();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get());
        }
    };

    @Test
    void whoIsThereIsSeenNowAndWhoLeftWhenTheyWereSeenLast() {
        LastSeen attendance = new LastSeen(watched::contains, clock);
        assertThat(attendance.last(ONE)).as("the server has just started").isEqualTo(NOON);
        now.set(NOON.plusSeconds(60));
        watched.add(ONE);
        assertThat(attendance.last(ONE)).isEqualTo(NOON.plusSeconds(60));
        assertThat(attendance.last(TWO)).isEqualTo(NOON);
        watched.clear();
        now.set(NOON.plusSeconds(90));
        assertThat(attendance.last(ONE)).isEqualTo(NOON.plusSeconds(60));
        attendance.forget(ONE);
        assertThat(attendance.last(ONE)).isEqualTo(NOON);
    }
}
