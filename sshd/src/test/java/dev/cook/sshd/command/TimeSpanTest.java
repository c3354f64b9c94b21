package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class TimeSpanTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Duration LONGEST = Duration.ofDays(3_660);

    @Test
    void aTimeIsSoLongAgoOrADateInTheReadersZone() {
        assertThat(since("36h")).isEqualTo(NOW.minus(Duration.ofHours(36)));
        assertThat(since("2026-11-01")).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(TimeSpan.since("2026-11-01", NOW, LONGEST, ZoneId.of("Europe/Berlin")))
                .isEqualTo(Instant.parse("2026-10-31T23:00:00Z"));
        assertThat(since("2026-11-01T08:30")).isEqualTo(Instant.parse("2026-11-01T08:30:00Z"));
        assertThat(since("2026-11-01 08:30:10")).isEqualTo(Instant.parse("2026-11-01T08:30:10Z"));
        assertThat(since("2026-11-01T08:30:00+02:00")).isEqualTo(Instant.parse("2026-11-01T06:30:00Z"));
        assertThat(since("0001-01-01")).as("as far as anybody looks").isEqualTo(NOW.minus(LONGEST));
    }

    @Test
    void whatIsNoTimeIsRefusedWithExamples() {
        for (String text :
                new String[] {"yesterday", "", "2026-13-01", "-5h", "0h", "-999999999-13-31", "5\033[31mh"}) {
            assertThatThrownBy(() -> since(text)).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.wrong())
                        .startsWith("'")
                        .endsWith("' is not a time")
                        .doesNotContain("\033");
                assertThat(refusal.wayOut()).contains("12h", "2026-11-01");
            });
        }
        assertThatThrownBy(() -> since("2027-01-01")).hasMessage("the time '2027-01-01' is in the future");
        assertThatThrownBy(() -> since("9999d")).hasMessage("the duration '9999d' is too long");
    }

    private static Instant since(String text) {
        return TimeSpan.since(text, NOW, LONGEST, ZoneOffset.UTC);
    }
}
