package dev.cook.config;

import java.util.Optional;

/**
 * Where the rows are.
 *
 * @param url a JDBC URL without user and password; absent: Cook runs its own PostgreSQL in the data directory
 * @param pool connections at most
 */
public record Database(Optional<String> url, Optional<String> user, Optional<Secret> password, int pool) {
    public Database {
        if (pool < 1) {
            throw new IllegalArgumentException("a pool needs a connection, not " + pool);
        }
    }
}
