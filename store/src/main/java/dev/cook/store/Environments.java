package dev.cook.store;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Definition;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentId;
import dev.cook.domain.Purpose;
import dev.cook.domain.RepoId;
import dev.cook.domain.Revision;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The environment table. */
public final class Environments {
    static final RowMapper<Environment> ENVIRONMENT = Row.mapper(row -> new Environment(
            new EnvironmentId(row.number("environment_id")),
            new RepoId(row.number("repo_id")),
            new BranchId(row.number("branch_id")),
            row.word("purpose", Purpose.class),
            row.text("name"),
            row.word("state", EnvironmentState.class),
            row.maybeOid("commit_id"),
            row.maybeText("fingerprint"),
            row.count("launches"),
            row.maybeTime("launched_at"),
            row.maybeNumber("persistent_id").stream()
                    .mapToObj(PersistentId::new)
                    .findFirst(),
            definition(row)));

    private static final RowMapper<Dying> DYING = Row.mapper(row -> new Dying(
            new EnvironmentId(row.number("environment_id")),
            new RepoId(row.number("repo_id")),
            row.text("name"),
            row.maybeText("reason").orElse(""),
            row.count("kills"),
            row.maybeTime("kill_failed_at"),
            row.maybeText("kill_failure")));

    private final Handle handle;
    private final Instant now;

    Environments(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    private static Optional<Definition> definition(Row row) throws SQLException {
        Optional<Oid> commit = row.maybeOid("defined_at");
        return commit.isEmpty() ? Optional.empty() : Optional.of(new Definition(row.text("defined_as"), commit.get()));
    }

    /** Says that it is as a repository's file has it. */
    public void define(EnvironmentId id, Definition definition) {
        handle.createUpdate("""
                        UPDATE environment SET defined_as = :name, defined_at = :commit WHERE environment_id = :id
                        """)
                .bind("name", definition.name())
                .bind("commit", definition.commit().bytes())
                .bind("id", id.value())
                .execute();
    }

    /** Notes what is put into it to make it somebody's own. */
    public void configure(EnvironmentId id, Revision revision) {
        handle.createUpdate("""
                        UPDATE environment SET configuration_url = :url, configuration_rev = :rev WHERE environment_id = :id
                        """)
                .bind("url", revision.url())
                .bind("rev", revision.commit())
                .bind("id", id.value())
                .execute();
    }

    /** Notes what Nix calls the files that were put into it, unless that is known or there are none. */
    public void hash(EnvironmentId id, String narHash) {
        handle.createUpdate("""
                        UPDATE environment SET configuration_nar_hash = :hash
                        WHERE environment_id = :id AND configuration_nar_hash IS NULL AND configuration_rev IS NOT NULL
                        """).bind("hash", narHash).bind("id", id.value()).execute();
    }

    /** What is put into it to make it somebody's own. */
    public Optional<Revision> configuration(EnvironmentId id) {
        return handle.createQuery("""
                        SELECT configuration_url, configuration_rev, configuration_nar_hash FROM environment
                        WHERE environment_id = :id AND configuration_url IS NOT NULL
                        """)
                .bind("id", id.value())
                .map(Row.mapper(row -> new Revision(
                        row.text("configuration_url"),
                        row.text("configuration_rev"),
                        row.maybeText("configuration_nar_hash"))))
                .findOne();
    }

    /** Asks for an environment in which an agent works on a branch. */
    public EnvironmentId wantForSession(Branch branch, String name) {
        return want(branch, Purpose.SESSION, name, Optional.empty(), Optional.empty());
    }

    /** Asks for one with a home directory that stays; it waits for those that asked before. */
    public EnvironmentId wantForSession(Branch branch, PersistentEnvironment kept) {
        return want(branch, Purpose.SESSION, kept.madeFrom(), Optional.empty(), Optional.of(kept.id()));
    }

    /** Asks for an environment in which a gate judges a commit. */
    public EnvironmentId wantForGate(Branch branch, String name, Oid commit) {
        return want(branch, Purpose.GATE, name, Optional.of(commit), Optional.empty());
    }

    public Optional<Environment> get(EnvironmentId id) {
        return handle.createQuery("SELECT * FROM environment WHERE environment_id = :id")
                .bind("id", id.value())
                .map(ENVIRONMENT)
                .findOne();
    }

    /** Locks an environment's row until the end of the transaction, and reads it after that. */
    public Environment lock(EnvironmentId id) {
        return handle.createQuery("SELECT * FROM environment WHERE environment_id = :id FOR UPDATE")
                .bind("id", id.value())
                .map(ENVIRONMENT)
                .one();
    }

    /** The environment whose key it is, if it lives. */
    public Optional<Environment> byFingerprint(String fingerprint) {
        return handle.createQuery(
                        "SELECT * FROM environment WHERE fingerprint = :fingerprint AND state <> <EnvironmentState.GONE>")
                .bind("fingerprint", fingerprint)
                .map(ENVIRONMENT)
                .findOne();
    }

    /** The environment whose agent has a bearer with this hash, while its session lives. */
    public Optional<Environment> byBearer(byte[] hash) {
        return handle.createQuery("""
                        SELECT e.* FROM environment e JOIN session s USING (environment_id)
                        WHERE e.bearer_hash = :hash AND e.state <> <EnvironmentState.GONE> AND s.ended_at IS NULL
                        """).bind("hash", hash).map(ENVIRONMENT).findOne();
    }

    /** Notes what its agent proves itself with to the tools; the one before is void. */
    public void giveBearer(EnvironmentId id, byte[] hash) {
        handle.createUpdate("""
                        UPDATE environment SET bearer_hash = :hash
                        WHERE environment_id = :id AND state NOT IN <EnvironmentState.over> AND purpose = <Purpose.SESSION>
                        """).bind("hash", hash).bind("id", id.value()).execute();
    }

    /** The numbers of all that are not gone, whatever their rows say. */
    public Set<EnvironmentId> aliveIds() {
        return handle
                .createQuery("SELECT environment_id FROM environment WHERE state <> <EnvironmentState.GONE>")
                .mapTo(Long.class)
                .stream()
                .map(EnvironmentId::new)
                .collect(Collectors.toSet());
    }

    /** All that are not gone, oldest first. */
    public List<Environment> alive() {
        return ReadableRows.list(
                handle.createQuery(
                        "SELECT * FROM environment WHERE state <> <EnvironmentState.GONE> ORDER BY environment_id"),
                ENVIRONMENT);
    }

    /**
     * Notes the key with which it is about to be launched. A second launch gets a new key; the old one is void. Says
     * whether it may be launched: its persistent environment, which is locked then, is open and nobody is before it.
     *
     * @param pricePerHour USD; empty: nobody knows
     */
    public boolean markLaunched(
            EnvironmentId id, String fingerprint, String publicKey, Optional<BigDecimal> pricePerHour) {
        return handle.createUpdate("""
                                UPDATE environment e
                                SET state = <EnvironmentState.LAUNCHED>, fingerprint = :fingerprint, public_key = :key,
                                    launches = launches + 1, launched_at = :now, price_per_hour = :price
                                WHERE environment_id = :id AND state NOT IN <EnvironmentState.over>
                                  AND (persistent_id IS NULL
                                       OR (EXISTS (SELECT 1 FROM persistent_environment k
                                                   WHERE k.persistent_id = e.persistent_id AND k.state = <PersistentState.OPEN>)
                                           AND NOT EXISTS (SELECT 1 FROM environment o
                                                           WHERE o.persistent_id = e.persistent_id AND o.state <> <EnvironmentState.GONE>
                                                             AND o.environment_id < e.environment_id)))
                                """)
                        .bind("fingerprint", fingerprint)
                        .bind("key", publicKey)
                        .bind("price", pricePerHour.orElse(null))
                        .bind("now", now)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }

    /** It dialled home. */
    public void markReady(EnvironmentId id) {
        handle.createUpdate("""
                        UPDATE environment SET state = <EnvironmentState.READY>, ready_at = coalesce(ready_at, :now)
                        WHERE environment_id = :id AND state = <EnvironmentState.LAUNCHED>
                        """).bind("now", now).bind("id", id.value()).execute();
    }

    /** It is over: its key and its bearer are void from this commit on. Says whether it was not over before. */
    public boolean markDying(EnvironmentId id, String reason) {
        return handle.createUpdate("""
                                UPDATE environment SET state = <EnvironmentState.DYING>, fingerprint = NULL, bearer_hash = NULL, reason = :reason
                                WHERE environment_id = :id AND state NOT IN <EnvironmentState.over>
                                """)
                        .bind("reason", reason)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }

    /** One that was over is destroyed. */
    public void markDestroyed(EnvironmentId id) {
        handle.createUpdate("""
                        UPDATE environment SET state = <EnvironmentState.GONE>, gone_at = :now WHERE environment_id = :id AND state = <EnvironmentState.DYING>
                        """).bind("now", now).bind("id", id.value()).execute();
    }

    /** One that is over could not be destroyed. */
    public void markKillFailed(EnvironmentId id, String why) {
        handle.createUpdate("""
                        UPDATE environment SET kills = kills + 1, kill_failed_at = :now, kill_failure = :why
                        WHERE environment_id = :id AND state = <EnvironmentState.DYING>
                        """)
                .bind("now", now)
                .bind("why", why)
                .bind("id", id.value())
                .execute();
    }

    /**
     * An environment that is over and not destroyed yet.
     *
     * @param why it is over
     * @param tries how often it could not be destroyed
     * @param triedAt when that was tried last
     * @param failure why it could not be destroyed then
     */
    public record Dying(
            EnvironmentId id,
            RepoId repo,
            String name,
            String why,
            int tries,
            Optional<Instant> triedAt,
            Optional<String> failure) {}

    /** Those that are over and not destroyed yet, oldest first. */
    public List<Dying> dying() {
        return ReadableRows.list(
                handle.createQuery(
                        "SELECT * FROM environment WHERE state = <EnvironmentState.DYING> ORDER BY environment_id"),
                DYING);
    }

    /** One of these; empty: it is none. */
    public Optional<Dying> dying(EnvironmentId id) {
        return handle.createQuery(
                        "SELECT * FROM environment WHERE environment_id = :id AND state = <EnvironmentState.DYING>")
                .bind("id", id.value())
                .map(DYING)
                .findOne();
    }

    /** It is no more: its key and its bearer are void from this commit on. Says whether it was alive. */
    public boolean markGone(EnvironmentId id, String reason) {
        return handle.createUpdate("""
                                UPDATE environment SET state = <EnvironmentState.GONE>, fingerprint = NULL, bearer_hash = NULL, reason = :reason, gone_at = :now
                                WHERE environment_id = :id AND state <> <EnvironmentState.GONE>
                                """)
                        .bind("reason", reason)
                        .bind("now", now)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }

    private EnvironmentId want(
            Branch branch, Purpose purpose, String name, Optional<Oid> commit, Optional<PersistentId> persistent) {
        return handle.createQuery("""
                        INSERT INTO environment (repo_id, branch_id, purpose, name, state, commit_id, persistent_id, created_at)
                        VALUES (:repo, :branch, :purpose, :name, <EnvironmentState.WANTED>, :commit, :persistent, :now)
                        RETURNING environment_id
                        """)
                .bind("repo", branch.repo().value())
                .bind("branch", branch.id().value())
                .bind("purpose", purpose.word())
                .bind("name", name)
                .bind("commit", commit.map(Oid::bytes).orElse(null))
                .bind("persistent", persistent.map(PersistentId::value).orElse(null))
                .bind("now", now)
                .map(Row.mapper(row -> new EnvironmentId(row.number("environment_id"))))
                .one();
    }
}
