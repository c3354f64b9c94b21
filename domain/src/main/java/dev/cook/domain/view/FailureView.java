package dev.cook.domain.view;

import dev.cook.domain.Failure;
import java.time.Instant;

/** Work that the server fails to do, in JSON. */
public record FailureView(
        String controller,
        String step,
        String item,
        String reason,
        int tries,
        Instant since,
        Instant nextTry,
        String error,
        String told) {
    public static FailureView of(Failure failure) {
        return new FailureView(
                failure.controller(),
                failure.step(),
                failure.item(),
                failure.reason(),
                failure.tries(),
                failure.firstAt(),
                failure.retryAt(),
                failure.error(),
                failure.told());
    }
}
