package dev.cook.agents.session;

import dev.cook.domain.Allowance;
import dev.cook.domain.Spent;
import dev.cook.domain.Usd;
import java.time.Duration;
import java.util.Optional;

/** Decides whether a session has used what it may. Pure. */
final class BudgetCheck {
    private BudgetCheck() {}

    /**
     * Why a session is to be stopped; nothing while it may go on.
     *
     * @param spent in all turns, with what is known of one that runs
     * @param ran how long its turns ran together
     */
    static Optional<String> of(Allowance allowance, Spent spent, Duration ran) {
        return allowance
                .usd()
                .filter(budget ->
                        spent.usd().filter(usd -> usd.compareTo(budget) >= 0).isPresent())
                .map(budget -> "its budget of " + Usd.shown(budget) + " is used up: " + spent.cost())
                .or(() -> allowance
                        .time()
                        .filter(most -> ran.compareTo(most) >= 0)
                        .map(most -> "its turns ran for " + told(ran) + ", and may for " + told(most)));
    }

    /** The same before another turn begins: a budget that nobody can count is no budget. */
    static Optional<String> beforeTurn(Allowance allowance, Spent spent, Duration ran) {
        return of(allowance, spent, ran).or(() -> allowance
                .usd()
                .filter(_ -> spent.unknown() > 0)
                .map(budget -> "what " + spent.unknown() + " of its " + spent.turns()
                        + (spent.turns() == 1 ? " turn" : " turns") + " cost is not known, so its budget of "
                        + Usd.shown(budget) + " cannot be kept"));
    }

    private static String told(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
