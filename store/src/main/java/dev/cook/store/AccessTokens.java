package dev.cook.store;

import dev.cook.domain.AccessToken;
import dev.cook.domain.AccountId;
import dev.cook.domain.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table token, and the codes in the table login: secrets of the HTTP side, known only by their hashes. */
public final class AccessTokens {
    private static final RowMapper<AccessToken> TOKEN = Row.mapper(row -> new AccessToken(
            row.number("token_id"),
            new AccountId(row.number("account_id")),
            row.text("label"),
            row.word("scope", Role.class),
            row.time("created_at"),
            row.time("expires_at"),
            row.maybeTime("revoked_at"),
            row.maybeTime("used_at")));

    private final Handle handle;
    private final Instant now;

    AccessTokens(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    public AccessToken create(AccountId account, byte[] hash, String label, Role scope, Instant expiresAt) {
        return handle.createQuery("""
                        INSERT INTO token (account_id, hash, label, scope, created_at, expires_at)
                        VALUES (:account, :hash, :label, :scope, :now, :expires)
                        RETURNING *, NULL::timestamptz AS used_at
                        """)
                .bind("account", account.value())
                .bind("hash", hash)
                .bind("label", label)
                .bind("scope", scope.word())
                .bind("now", now)
                .bind("expires", expiresAt)
                .map(TOKEN)
                .one();
    }

    /** The token with that hash, if it still works; not when it was used, which is no part of what it opens. */
    public Optional<AccessToken> valid(byte[] hash) {
        return handle.createQuery("""
                        SELECT *, NULL::timestamptz AS used_at FROM token
                        WHERE hash = :hash AND revoked_at IS NULL AND expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("now", now)
                .map(TOKEN)
                .findOne();
    }

    public List<AccessToken> of(AccountId account) {
        return handle.createQuery(
                        "SELECT * FROM token LEFT JOIN token_use USING (token_id) WHERE account_id = :account ORDER BY token_id")
                .bind("account", account.value())
                .map(TOKEN)
                .list();
    }

    /** Revokes a token of an account; says whether there was one to revoke. */
    public boolean revoke(AccountId account, long tokenId) {
        return handle.createUpdate("""
                                UPDATE token SET revoked_at = :now
                                WHERE account_id = :account AND token_id = :token AND revoked_at IS NULL
                                """)
                        .bind("now", now)
                        .bind("account", account.value())
                        .bind("token", tokenId)
                        .execute()
                > 0;
    }

    /** Notes that a token was used. */
    public void markUsed(long tokenId) {
        handle.createUpdate("""
                        INSERT INTO token_use (token_id, used_at) SELECT token_id, :now FROM token WHERE token_id = :token
                        ON CONFLICT (token_id) DO UPDATE SET used_at = EXCLUDED.used_at
                        """).bind("token", tokenId).bind("now", now).execute();
    }

    /** Keeps a one-time code that signs an account in. */
    public void addCode(AccountId account, byte[] hash, Instant expiresAt) {
        handle.createUpdate(
                        "INSERT INTO login (hash, account_id, kind, expires_at) VALUES (:hash, :account, 'code', :expires)")
                .bind("hash", hash)
                .bind("account", account.value())
                .bind("expires", expiresAt)
                .execute();
    }

    /** Takes a code: it works once, and only until it expires. */
    public Optional<AccountId> takeCode(byte[] hash) {
        return handle.createQuery("""
                        WITH taken AS (DELETE FROM login WHERE hash = :hash AND kind = 'code' RETURNING *)
                        SELECT account_id FROM taken WHERE expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("now", now)
                .map(Row.mapper(row -> new AccountId(row.number("account_id"))))
                .findOne();
    }

    /** Drops what no longer works; called now and then. */
    public void sweepLogins() {
        handle.createUpdate("DELETE FROM login WHERE expires_at <= :now")
                .bind("now", now)
                .execute();
    }
}
