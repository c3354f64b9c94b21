package dev.cook.domain;

import java.time.Duration;
import java.time.LocalDate;

/**
 * What became of a gate's runs that ended on one day, in UTC.
 *
 * @param failed those that failed or could not be judged
 * @param flaky those that showed that the gate passes and fails on the same content
 * @param took how long half of them took at most
 */
public record GateDay(String gate, LocalDate day, int passed, int failed, int flaky, Duration took) {
    public int runs() {
        return passed + failed;
    }
}
