package dev.cook.http.rest;

import dev.cook.domain.Outcome;
import dev.cook.http.exchange.Problem;

/** A request that was not carried out; nothing was changed. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    Refused(Problem problem) {
        super(problem.wrong(), null, false, false);
        this.problem = problem;
    }

    Refused(int status, String title, String wrong, String wayOut) {
        this(new Problem(status, title, wrong, wayOut));
    }

    static Refused badRequest(String wrong, String wayOut) {
        return new Refused(400, "Bad request", wrong, wayOut);
    }

    /** What a service says to people, unless it agreed. */
    static String unless(Outcome outcome, String wayOut) {
        if (!outcome.agreed()) {
            throw new Refused(409, "Not done", Problem.sentence(outcome.said()), wayOut);
        }
        return outcome.said();
    }

    Problem problem() {
        return problem;
    }
}
