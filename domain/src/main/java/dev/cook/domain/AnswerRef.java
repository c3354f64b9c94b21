package dev.cook.domain;

/**
 * Where the environment of a gate that may change the commit leaves what it made of it: hidden, one for each run, and moved
 * by that run's own key alone while it runs. Only the files of the commit there count: Cook makes the commit itself.
 */
public final class AnswerRef {
    public static final String PREFIX = "refs/cook/gates/";

    private AnswerRef() {}

    public static String of(GateRunId run) {
        return PREFIX + run;
    }
}
