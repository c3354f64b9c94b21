package dev.cook.domain.event;

import dev.cook.domain.AccountName;
import dev.cook.domain.RepoName;

/** What happened to an account, or to the server; these facts belong to no repository. */
public sealed interface AccountFact extends Fact {
    /** @param what was changed, for people to read */
    @Wire("account.changed")
    record Changed(String by, AccountName name, String what) implements AccountFact {}

    /** A deleted repository was removed for ever, and its own facts with it. */
    @Wire("repo.purged")
    record RepoPurged(String by, RepoName name) implements AccountFact {}
}
