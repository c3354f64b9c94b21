package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody said to a gate that asks people or other systems.
 *
 * @param id counts up in the order of answers
 * @param run the run that was answered
 * @param by the account's name
 * @param comment why; may be empty
 * @param url where another system tells more
 */
public record GateAnswer(
        long id,
        GateRunId run,
        AccountId account,
        String by,
        boolean yes,
        String comment,
        Optional<String> url,
        Instant at) {
    /** Characters of a comment: an agent reads it, and a person. */
    public static final int LONGEST_COMMENT = 4_000;

    /** Characters of an address. */
    public static final int LONGEST_URL = 2_000;

    /** The comment after a colon, if there is one. */
    public String why() {
        return (comment.isEmpty() ? "" : ": " + comment)
                + url.map(address -> " (" + address + ")").orElse("");
    }
}
