package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchLook;
import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The branch_look table. */
public final class BranchLooks {
    private static final RowMapper<BranchLook> LOOK =
            Row.mapper(row -> new BranchLook(row.oid("tip"), row.maybeOid("base"), row.time("looked_at")));

    private final Handle handle;
    private final Instant now;

    BranchLooks(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** What somebody marked as reviewed last. */
    public Optional<BranchLook> of(BranchId branch, AccountId account) {
        return handle.createQuery("SELECT * FROM branch_look WHERE branch_id = :branch AND account_id = :account")
                .bind("branch", branch.value())
                .bind("account", account.value())
                .map(LOOK)
                .findOne();
    }

    /** Somebody has reviewed all that a branch changes at present. */
    public void mark(BranchId branch, AccountId account, Oid tip, Optional<Oid> base) {
        handle.createUpdate("""
                        INSERT INTO branch_look (branch_id, account_id, tip, base, looked_at)
                        VALUES (:branch, :account, :tip, :base, :now)
                        ON CONFLICT (branch_id, account_id) DO UPDATE
                        SET tip = excluded.tip, base = excluded.base, looked_at = excluded.looked_at
                        """)
                .bind("branch", branch.value())
                .bind("account", account.value())
                .bind("tip", tip.bytes())
                .bind("base", base.map(Oid::bytes).orElse(null))
                .bind("now", now)
                .execute();
    }
}
