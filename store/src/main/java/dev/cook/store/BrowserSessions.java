package dev.cook.store;

import dev.cook.domain.AccountId;
import dev.cook.domain.BrowserSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The cookies in the table login: browsers in which people are signed in. */
public final class BrowserSessions {
    /** Characters that the database keeps of what a browser says. */
    private static final int LONGEST_ADDRESS = 100;

    private static final int LONGEST_BROWSER = 300;

    /** Browsers of one account that are listed: each of them was a sign-in by hand. */
    private static final int MOST = 500;

    private static final RowMapper<BrowserSession> SESSION = Row.mapper(row -> new BrowserSession(
            row.number("login_id"),
            new AccountId(row.number("account_id")),
            row.maybeTime("created_at"),
            row.maybeTime("used_at"),
            row.time("expires_at"),
            row.maybeText("address").orElse(""),
            row.maybeText("browser").orElse("")));

    private final Handle handle;
    private final Instant now;

    BrowserSessions(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** @param hash of the cookie */
    public void add(AccountId account, byte[] hash, Instant expiresAt, String address, String browser) {
        handle.createUpdate("""
                        INSERT INTO login (hash, account_id, kind, expires_at, created_at, used_at, address, browser)
                        VALUES (:hash, :account, 'cookie', :expires, :now, :now, :address, :browser)
                        """)
                .bind("hash", hash)
                .bind("account", account.value())
                .bind("expires", expiresAt)
                .bind("now", now)
                .bind("address", first(address, LONGEST_ADDRESS))
                .bind("browser", first(browser, LONGEST_BROWSER))
                .execute();
    }

    private static String first(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** The one with that cookie, if it is still signed in. */
    public Optional<BrowserSession> byCookie(byte[] hash) {
        return handle.createQuery("SELECT * FROM login WHERE hash = :hash AND kind = 'cookie' AND expires_at > :now")
                .bind("hash", hash)
                .bind("now", now)
                .map(SESSION)
                .findOne();
    }

    /** Those of an account, the one that was used last first. */
    public List<BrowserSession> of(AccountId account) {
        return handle.createQuery("""
                        SELECT * FROM login WHERE account_id = :account AND kind = 'cookie' AND expires_at > :now
                        ORDER BY used_at DESC NULLS LAST, login_id DESC LIMIT :most
                        """)
                .bind("account", account.value())
                .bind("now", now)
                .bind("most", MOST)
                .map(SESSION)
                .list();
    }

    public void markUsed(long id) {
        handle.createUpdate("UPDATE login SET used_at = :now WHERE login_id = :id")
                .bind("now", now)
                .bind("id", id)
                .execute();
    }

    /** Signs a browser of an account out; says whether it was signed in. */
    public boolean revoke(AccountId account, long id) {
        return handle.createUpdate("""
                                DELETE FROM login WHERE account_id = :account AND login_id = :id AND kind = 'cookie'
                                    AND expires_at > :now
                                """)
                        .bind("account", account.value())
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /**
     * Signs all browsers of an account out, and drops the codes that would sign others in.
     *
     * @param but stays signed in
     * @return how many browsers were signed out
     */
    public int revokeAll(AccountId account, Optional<Long> but) {
        handle.createUpdate("DELETE FROM login WHERE account_id = :account AND kind = 'code'")
                .bind("account", account.value())
                .execute();
        return handle.createUpdate("""
                        DELETE FROM login WHERE account_id = :account AND kind = 'cookie'
                            AND (:but::bigint IS NULL OR login_id <> :but)
                        """)
                .bind("account", account.value())
                .bind("but", but.orElse(null))
                .execute();
    }

    /** Signs the browser with that cookie out. */
    public void drop(byte[] hash) {
        handle.createUpdate("DELETE FROM login WHERE hash = :hash AND kind = 'cookie'")
                .bind("hash", hash)
                .execute();
    }
}
