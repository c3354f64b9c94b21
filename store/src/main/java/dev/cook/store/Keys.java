package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The account_key table. */
public final class Keys {
    private static final RowMapper<AccountKey> KEY = Row.mapper(row -> new AccountKey(
            row.number("key_id"),
            new AccountId(row.number("account_id")),
            row.text("fingerprint"),
            row.text("public_key"),
            row.text("label"),
            row.time("created_at")));

    private final Handle handle;
    private final Instant now;

    Keys(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Adds a key, or answers nothing if somebody has it already. */
    public Optional<AccountKey> add(AccountId account, String fingerprint, String publicKey, String label) {
        return handle.createQuery("""
                        INSERT INTO account_key (account_id, fingerprint, public_key, label, created_at)
                        VALUES (:account, :fingerprint, :key, :label, :now)
                        ON CONFLICT (fingerprint) DO NOTHING
                        RETURNING *
                        """)
                .bind("account", account.value())
                .bind("fingerprint", fingerprint)
                .bind("key", publicKey)
                .bind("label", label)
                .bind("now", now)
                .map(KEY)
                .findOne();
    }

    public List<AccountKey> of(AccountId account) {
        return handle.createQuery("SELECT * FROM account_key WHERE account_id = :account ORDER BY key_id")
                .bind("account", account.value())
                .map(KEY)
                .list();
    }

    public Optional<AccountKey> byFingerprint(String fingerprint) {
        return handle.createQuery("SELECT * FROM account_key WHERE fingerprint = :fingerprint")
                .bind("fingerprint", fingerprint)
                .map(KEY)
                .findOne();
    }

    /** Every key of everybody: the SSH server answers from memory before a signature is checked. */
    public List<AccountKey> all() {
        return ReadableRows.list(handle.createQuery("SELECT * FROM account_key ORDER BY key_id"), KEY);
    }

    /** Removes a key of an account; says whether it had it. */
    public boolean remove(AccountId account, long keyId) {
        return handle.createUpdate("DELETE FROM account_key WHERE account_id = :account AND key_id = :key")
                        .bind("account", account.value())
                        .bind("key", keyId)
                        .execute()
                > 0;
    }
}
