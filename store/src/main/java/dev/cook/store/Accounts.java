package dev.cook.store;

import dev.cook.domain.Account;
import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The tables account and repo_role. */
public final class Accounts {
    private static final RowMapper<Account> ACCOUNT = Row.mapper(row -> new Account(
            new AccountId(row.number("account_id")),
            new AccountName(row.text("name")),
            row.flag("site_admin"),
            row.flag("may_create_repos"),
            row.time("created_at")));

    private final Handle handle;
    private final Instant now;

    Accounts(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Makes an account, or answers nothing if the name is taken. */
    public Optional<Account> create(AccountName name, boolean siteAdmin, boolean mayCreateRepos) {
        return handle.createQuery("""
                        INSERT INTO account (name, site_admin, may_create_repos, created_at)
                        VALUES (:name, :admin, :create, :now)
                        ON CONFLICT (name) DO NOTHING
                        RETURNING *
                        """)
                .bind("name", name.value())
                .bind("admin", siteAdmin)
                .bind("create", mayCreateRepos)
                .bind("now", now)
                .map(ACCOUNT)
                .findOne();
    }

    public Optional<Account> byName(AccountName name) {
        return handle.createQuery("SELECT * FROM account WHERE name = :name")
                .bind("name", name.value())
                .map(ACCOUNT)
                .findOne();
    }

    public Optional<Account> get(AccountId id) {
        return handle.createQuery("SELECT * FROM account WHERE account_id = :id")
                .bind("id", id.value())
                .map(ACCOUNT)
                .findOne();
    }

    public List<Account> list() {
        return handle.createQuery("SELECT * FROM account ORDER BY name")
                .map(ACCOUNT)
                .list();
    }

    /** The role that was given to an account in a repository; a site admin needs none. */
    public Optional<Role> role(RepoId repo, AccountId account) {
        return handle.createQuery("SELECT role FROM repo_role WHERE repo_id = :repo AND account_id = :account")
                .bind("repo", repo.value())
                .bind("account", account.value())
                .mapTo(String.class)
                .findOne()
                .flatMap(Role::parse);
    }

    /** Whether an account has a role in a repository at this moment. */
    public boolean may(RepoId repo, String name, Role needed) {
        return byName(new AccountName(name))
                .flatMap(account -> account.siteAdmin() ? Optional.of(Role.ADMIN) : role(repo, account.id()))
                .filter(role -> role.includes(needed))
                .isPresent();
    }

    public void grant(RepoId repo, AccountId account, Role role) {
        handle.createUpdate("""
                        INSERT INTO repo_role (repo_id, account_id, role) VALUES (:repo, :account, :role)
                        ON CONFLICT (repo_id, account_id) DO UPDATE SET role = excluded.role
                        """)
                .bind("repo", repo.value())
                .bind("account", account.value())
                .bind("role", role.word())
                .execute();
    }

    /** Takes an account's role away; says whether it had one. */
    public boolean withdraw(RepoId repo, AccountId account) {
        return handle.createUpdate("DELETE FROM repo_role WHERE repo_id = :repo AND account_id = :account")
                        .bind("repo", repo.value())
                        .bind("account", account.value())
                        .execute()
                > 0;
    }

    /** Who has which role in a repository, by account name. */
    public Map<String, Role> roles(RepoId repo) {
        Map<String, Role> roles = new TreeMap<>();
        handle.createQuery("""
                        SELECT a.name, r.role FROM repo_role r JOIN account a USING (account_id)
                        WHERE r.repo_id = :repo
                        """)
                .bind("repo", repo.value())
                .map(Row.mapper(row -> Map.entry(row.text("name"), row.word("role", Role.class))))
                .forEach(entry -> roles.put(entry.getKey(), entry.getValue()));
        return roles;
    }

    /** The role of an account in each repository in which it has one. */
    public Map<RepoId, Role> roles(AccountId account) {
        return handle
                .createQuery("SELECT repo_id, role FROM repo_role WHERE account_id = :account")
                .bind("account", account.value())
                .map(Row.mapper(row -> Map.entry(new RepoId(row.number("repo_id")), row.word("role", Role.class))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
