package dev.cook.merge;

import dev.cook.config.Screening;

/**
 * How a queue works; the target's file says it.
 *
 * @param depth how many candidates are judged at once
 * @param batch how many branches one candidate holds at most
 * @param screen whether branches that are new to it are first judged alone
 */
record QueueLimits(int depth, int batch, Screening screen) {
    /** So few failures, in percent of the last branches, spoil little behind them. */
    private static final int FAILING = 5;

    /** Fewer outcomes say too little. */
    private static final int TELLING = 20;

    /** Fewer candidates at once leave no places for it. */
    private static final int PLACES = 4;

    /**
     * Failures to be expected ahead, in percent: from here on, a candidate behind them is more likely judged in vain than
     * not. With fewer, a branch that is judged alone would wait for a second run without need.
     */
    private static final int SPOILT = 50;

    /** One branch at a time, as where there is no target that says anything. */
    static final QueueLimits SERIAL = new QueueLimits(1, 1, Screening.NEVER);

    QueueLimits {
        if (depth < 1 || batch < 1) {
            throw new IllegalArgumentException("depth " + depth + ", batch " + batch);
        }
    }

    /** @param recent what became of the last branches of the target */
    boolean screens(QueueState.Recent recent) {
        return switch (screen) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                depth >= PLACES && recent.ended() >= TELLING && recent.failed() * 100 >= recent.ended() * FAILING;
        };
    }

    /** Whether a branch that is new is judged alone first, where the queue screens at all, with so many ahead of it. */
    boolean screens(QueueState.Recent recent, int ahead) {
        return screen == Screening.ALWAYS || ahead * recent.failed() * 100 >= SPOILT * recent.ended();
    }
}
