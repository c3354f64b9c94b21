package dev.cook.domain.event;

import dev.cook.domain.AccountName;

/** What happened to an account; these facts belong to no repository. */
public sealed interface AccountFact extends Fact {
    /** @param what was changed, for people to read */
    @Wire("account.changed")
    record Changed(String by, AccountName name, String what) implements AccountFact {}
}
