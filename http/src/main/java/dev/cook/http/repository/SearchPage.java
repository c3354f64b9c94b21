package dev.cook.http.repository;

import dev.cook.git.browse.SearchHits;
import java.util.Optional;

/**
 * What was found at a commit.
 *
 * @param query empty: nothing was looked for yet
 */
public record SearchPage(Place place, String query, Optional<SearchHits> hits) {}
