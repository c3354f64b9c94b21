package dev.cook.domain;

import java.time.Instant;

/** A person or a service that may sign in. */
public record Account(AccountId id, AccountName name, boolean siteAdmin, boolean mayCreateRepos, Instant createdAt) {}
