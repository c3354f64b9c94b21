package dev.cook.http.rest;

import dev.cook.agents.review.RemarkView;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.domain.view.BranchView;
import dev.cook.domain.view.CandidateView;
import dev.cook.domain.view.CheckView;
import dev.cook.domain.view.FailureView;
import dev.cook.domain.view.RepoView;
import dev.cook.domain.view.SessionView;
import dev.cook.store.UsageView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the API answers with, where commands say nothing of the same shape. */
final class Views {
    private Views() {}

    record Repos(List<RepoView> repos, Optional<String> next) {}

    record Branches(List<BranchView> branches, Optional<String> next) {}

    /**
     * A branch with what there is to know of it now.
     *
     * @param tip its commit, or what landed of it
     * @param change the address of what it changes
     * @param page where people look at it, below the server's address
     */
    record BranchDetail(
            String repo,
            BranchView branch,
            Optional<String> tip,
            List<SessionView> sessions,
            Optional<CandidateView> candidate,
            List<CheckView> checks,
            List<FailureView> failures,
            Cost cost,
            int openComments,
            Optional<String> change,
            Optional<Long> fossil,
            String page) {}

    /**
     * @param usd what is known of it; absent where nothing is
     * @param unknownTurns turns whose cost is not known
     */
    record Cost(int turns, int unknownTurns, Optional<BigDecimal> usd) {}

    /** @param before whether an earlier request with the same key did it */
    record Started(String repo, String branch, boolean before, String address) {}

    /** What a request came to. */
    record Done(String repo, String branch, Optional<String> commit, String said) {}

    record GateAnswer(long run, String gate, String state, String said) {}

    record Rerun(String repo, String branch, List<String> gates) {}

    record Line(long event, Instant at, String type, String text) {
        static Line of(Event event) {
            return new Line(event.id().value(), event.at(), event.type(), EventText.line(event));
        }
    }

    record Timeline(List<Line> events, Optional<String> next) {}

    record Comments(List<RemarkView> comments) {}

    record Drafted(String repo, String branch, int comment, String said) {}

    /** @param medianMillis what half of the runs took at most */
    record GateDay(String gate, String day, int passed, int failed, int flaky, long medianMillis) {}

    record GateDays(String target, List<GateDay> days) {}

    record Costs(String since, String by, List<UsageView> lines) {}
}
