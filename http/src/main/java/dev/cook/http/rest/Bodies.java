package dev.cook.http.rest;

import java.util.Optional;

/** What the API takes. */
final class Bodies {
    private Bodies() {}

    record Nothing() {}

    /**
     * @param name empty: Cook makes one of the key
     * @param budget such as 5usd
     * @param maxTime such as 30m
     * @param land auto or ask
     * @param key numbers the request: sent again by the same account, it starts nothing
     */
    record Start(
            String name,
            String agent,
            String prompt,
            Optional<String> base,
            Optional<String> env,
            Optional<String> budget,
            Optional<String> maxTime,
            Optional<String> land,
            Optional<String> target,
            Optional<String> key) {}

    /** @param commit the newest commit of the branch, as the caller saw it */
    record Land(String commit) {}

    record WithReason(Optional<String> reason) {}

    record Message(String text) {}

    /**
     * @param to first, last, before, after, or priority
     * @param other the branch before or after which it goes
     * @param priority -100 to 100; higher lands first
     */
    record Move(String to, Optional<String> other, Optional<Integer> priority) {}

    /**
     * @param gate empty: all of them
     * @param fresh whether results of earlier runs are not used
     */
    record Rerun(Optional<String> gate, Optional<Boolean> fresh) {}

    record Vote(Optional<String> comment) {}

    record Resume(Optional<String> prompt) {}

    /** @param side old or new (default): whether the lines are those before the change */
    record Comment(
            String commit, String file, int line, Optional<Integer> lastLine, Optional<String> side, String text) {}

    /** @param toAgent whether the agent is told (default), or only people */
    record Send(Optional<Boolean> toAgent) {}
}
