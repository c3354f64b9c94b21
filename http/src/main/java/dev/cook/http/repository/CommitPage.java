package dev.cook.http.repository;

import dev.cook.git.browse.CommitDetail;

/** A commit, and what it changed since its first parent. */
public record CommitPage(Place place, CommitDetail commit, RevisionDiff diff) {}
