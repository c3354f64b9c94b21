package dev.cook.http;

import dev.cook.domain.Repo;
import dev.cook.store.Overview;
import java.util.List;

/** The first page: what waits for somebody, what runs, what landed. */
public record Board(
        List<Overview.Judged> waiting,
        List<Overview.Working> working,
        List<Overview.Judging> judging,
        List<Overview.Judged> landed,
        List<Repo> repos) {
    /** Lines in each part: more than anybody reads; the pages of repositories have the rest. */
    static final int MOST = 50;

    /** What landed last, so that the page tells how things go. */
    static final int LANDED = 15;
}
