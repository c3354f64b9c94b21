package dev.cook.domain;

/** Whoever speaks to Cook, as its transport proved it. */
public sealed interface Caller {
    /** The name that logs, events and fossils give. */
    String name();

    /**
     * A person or a service, by key or token.
     *
     * @param ceiling the most that this connection may do: a token's scope, ADMIN for a key
     * @param siteAdmin may do everything in every repository, within the ceiling
     */
    record AccountCaller(
            AccountId account, AccountName accountName, boolean siteAdmin, boolean mayCreateRepos, Role ceiling)
            implements Caller {
        @Override
        public String name() {
            return accountName.value();
        }
    }

    /** An environment's own key: it fetches its repository, pushes its own branch if it is a session's, and reports. */
    record EnvironmentCaller(EnvironmentId environment, RepoId repo, Purpose purpose) implements Caller {
        @Override
        public String name() {
            return "environment-" + environment;
        }
    }
}
