package dev.cook.http.board;

import dev.cook.domain.Repo;
import dev.cook.store.Overview;
import java.util.List;

/**
 * The first page: what waits for somebody, what runs, what landed.
 *
 * @param approvals those that ask whoever looks
 */
public record Board(
        List<Overview.Asking> approvals,
        List<Overview.Judged> waiting,
        List<Overview.Working> working,
        List<Overview.Judging> judging,
        List<Overview.Judged> landed,
        List<Repo> repos) {
    /** Lines in each part: more than anybody reads; the pages of repositories have the rest. */
    public static final int MOST = 50;

    /** Approvals that are looked at for whoever looks: each may take a look at what its candidate changes. */
    public static final int APPROVALS = 200;

    /** What landed last, so that the page tells how things go. */
    public static final int LANDED = 15;

    public int needsAttention() {
        return approvals.size() + waiting.size();
    }
}
