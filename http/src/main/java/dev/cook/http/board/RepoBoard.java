package dev.cook.http.board;

import dev.cook.domain.Fossil;
import dev.cook.domain.Repo;
import dev.cook.store.Overview;
import java.util.List;

/** A repository's page: its branches, those that ended, and its newest fossils. */
public record RepoBoard(Repo repo, List<Overview.Judged> alive, List<Overview.Judged> ended, List<Fossil> fossils) {
    /** Branches that are alive: a team's agents at work, with room. */
    public static final int ALIVE = 200;

    /** Branches that ended. */
    public static final int ENDED = 50;

    /** Fossils that tell of no branch's end: what pushes dropped. */
    public static final int FOSSILS = 50;
}
