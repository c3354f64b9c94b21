package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.Passkey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table passkey. */
public final class Passkeys {
    private static final RowMapper<Passkey> PASSKEY = Row.mapper(row -> new Passkey(
            row.number("passkey_id"),
            new AccountId(row.number("account_id")),
            row.bytes("credential_id"),
            row.bytes("credential"),
            row.number("sign_count"),
            row.text("label"),
            row.time("created_at"),
            row.maybeTime("used_at")));

    private final Handle handle;
    private final Instant now;

    Passkeys(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Adds one; answers nothing if somebody has it already, or the account has {@link Passkey#MOST}. */
    public Optional<Passkey> add(
            AccountId account, byte[] credentialId, byte[] credential, long signCount, String label) {
        return handle.createQuery("""
                        INSERT INTO passkey (account_id, credential_id, credential, sign_count, label, created_at)
                        SELECT :account, :id, :credential, :count, :label, :now
                        WHERE (SELECT count(*) FROM passkey WHERE account_id = :account) < :most
                        ON CONFLICT (credential_id) DO NOTHING
                        RETURNING *
                        """)
                .bind("account", account.value())
                .bind("id", credentialId)
                .bind("credential", credential)
                .bind("count", signCount)
                .bind("label", label)
                .bind("now", now)
                .bind("most", Passkey.MOST)
                .map(PASSKEY)
                .findOne();
    }

    public Optional<Passkey> byCredential(byte[] credentialId) {
        return handle.createQuery("SELECT * FROM passkey WHERE credential_id = :id")
                .bind("id", credentialId)
                .map(PASSKEY)
                .findOne();
    }

    public List<Passkey> of(AccountId account) {
        return handle.createQuery("SELECT * FROM passkey WHERE account_id = :account ORDER BY passkey_id")
                .bind("account", account.value())
                .map(PASSKEY)
                .list();
    }

    /** Notes a sign-in; says no where the passkey was revoked, or signed in elsewhere, since it was read. */
    public boolean markUsed(Passkey passkey, long signCount) {
        return handle.createUpdate("""
                                UPDATE passkey SET sign_count = :count, used_at = :now
                                WHERE passkey_id = :id AND sign_count = :before
                                """)
                        .bind("count", signCount)
                        .bind("now", now)
                        .bind("id", passkey.id())
                        .bind("before", passkey.signCount())
                        .execute()
                > 0;
    }

    /** Removes one of an account; says whether it was there. */
    public boolean revoke(AccountId account, long id) {
        return handle.createUpdate("DELETE FROM passkey WHERE account_id = :account AND passkey_id = :id")
                        .bind("account", account.value())
                        .bind("id", id)
                        .execute()
                > 0;
    }
}
