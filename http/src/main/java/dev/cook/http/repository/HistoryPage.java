package dev.cook.http.repository;

import dev.cook.git.browse.History;

/** A part of a history. */
public record HistoryPage(Place place, History history) {
    /** Where the commits are from one on; of the same commit, whatever is pushed meanwhile. */
    public String from(int from) {
        return RepoAddress.with(
                RepoAddress.history(place.name(), place.at().commit().hex(), place.path()), "from=" + from);
    }
}
