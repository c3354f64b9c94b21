package dev.cook.http;

import dev.cook.domain.Fossil;
import dev.cook.domain.Repo;
import dev.cook.store.Overview;
import java.util.List;

/** A repository's page: its branches, those that ended, and its newest fossils. */
public record RepoBoard(Repo repo, List<Overview.Judged> alive, List<Overview.Judged> ended, List<Fossil> fossils) {
    /** Branches that are alive: a team's agents at work, with room. */
    static final int ALIVE = 200;

    /** Branches that ended. */
    static final int ENDED = 50;

    /** Fossils that tell of no branch's end: what pushes dropped. */
    static final int FOSSILS = 50;
}
