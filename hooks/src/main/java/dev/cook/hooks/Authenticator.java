package dev.cook.hooks;

import dev.cook.domain.Account;
import dev.cook.domain.AccountId;
import dev.cook.domain.BrowserSession;
import dev.cook.domain.Caller;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import dev.cook.store.Remembered;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who calls, from a key, a token or a browser's cookie. */
public final class Authenticator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);

    /** How long an unknown key may wait for a commit of this moment to be seen; it happens once for each commit. */
    private static final Duration FRESHNESS = Duration.ofSeconds(2);

    /** Keys may also be changed by another process on the same database. */
    private static final Duration SLOW_POLL = Duration.ofSeconds(20);

    /** How exactly it is known when a browser or a token was used last: each time would be a write for each page. */
    private static final Duration USE = Duration.ofMinutes(5);

    /** Callers of each kind that are remembered: more than are at work at once. */
    private static final int MOST = 2_000;

    private final Store store;
    private final Remembered<String, Caller.AccountCaller> byKey;
    private final Remembered<String, Caller.EnvironmentCaller> byEnvironmentKey;
    private final Remembered<String, Bearer> byTokenHash;
    /** What the keys are read from. */
    private final Wakeups.Watch watch;

    private final ReentrantLock loading = new ReentrantLock();
    private final Thread refresher;
    private volatile boolean closed;
    private volatile Known known = new Known(-1, Set.of(), Set.of());

    private record Known(long generation, Set<String> fingerprints, Set<String> environments) {}

    public Authenticator(Store store) {
        this.store = store;
        this.byKey = new Remembered<>(store, MOST, Authenticator::account, Topic.PEOPLE);
        this.byEnvironmentKey = new Remembered<>(
                store,
                MOST,
                (tx, key) -> tx.environments().byFingerprint(key).map(Authenticator::environmentCaller),
                Topic.ENVIRONMENTS);
        this.byTokenHash = new Remembered<>(store, MOST, Authenticator::token, Topic.PEOPLE);
        this.watch = store.wakeups().watch(Topic.PEOPLE, Topic.ENVIRONMENTS);
        load();
        this.refresher = Thread.ofVirtual().name("keys").start(this::refresh);
    }

    /**
     * Whether anybody has a key. It is asked before the signature is checked, for any key that a stranger offers, so the
     * answer comes from memory; only the first unknown key after a commit waits for what that commit changed.
     */
    public boolean knowsKey(String fingerprint) {
        if (known.fingerprints().contains(fingerprint)) {
            return true;
        }
        if (known.generation() == watch.generation()) {
            return false;
        }
        load();
        return known.fingerprints().contains(fingerprint);
    }

    /** Whether a key that somebody has is an environment's; from memory, too. */
    public boolean isEnvironment(String fingerprint) {
        return known.environments().contains(fingerprint);
    }

    /** Who has a key now; asked after the signature was checked. */
    public Optional<Caller> byFingerprint(String fingerprint) {
        Optional<Caller> first = isEnvironment(fingerprint)
                ? environment(fingerprint)
                : byKey.get(fingerprint).map(Function.identity());
        return first.or(() -> isEnvironment(fingerprint)
                ? byKey.get(fingerprint).map(Function.identity())
                : environment(fingerprint));
    }

    private Optional<Caller> environment(String fingerprint) {
        return byEnvironmentKey.get(fingerprint).map(Function.identity());
    }

    private static Optional<Caller.AccountCaller> account(Tx tx, String fingerprint) {
        return tx.keys()
                .byFingerprint(fingerprint)
                .flatMap(key -> tx.accounts().get(key.account()))
                .map(account -> holder(account, Role.ADMIN));
    }

    /**
     * Who has a token, and until when.
     *
     * @param used when it was last noted that it is used, in seconds of the epoch
     */
    private record Bearer(Caller caller, Instant expiresAt, long token, AtomicLong used) {}

    /** Whose token it is, with the token's scope as the ceiling. */
    public Optional<Caller> byToken(String token) {
        return byTokenHash
                .get(HexFormat.of().formatHex(Secrets.hash(token)))
                .filter(bearer -> store.now().isBefore(bearer.expiresAt()))
                .map(bearer -> {
                    noteUse(bearer);
                    return bearer.caller();
                });
    }

    private void noteUse(Bearer bearer) {
        long now = store.now().getEpochSecond();
        long noted = bearer.used().get();
        if (now - noted > USE.toSeconds() && bearer.used().compareAndSet(noted, now)) {
            store.change(tx -> tx.tokens().markUsed(bearer.token()));
        }
    }

    private static Optional<Bearer> token(Tx tx, String hash) {
        return tx.tokens().valid(HexFormat.of().parseHex(hash)).flatMap(found -> tx.accounts()
                .get(found.account())
                .map(account ->
                        new Bearer(holder(account, found.scope()), found.expiresAt(), found.id(), new AtomicLong())));
    }

    /** In which session's environment the agent is that has this bearer. */
    public Optional<Caller.EnvironmentCaller> byBearer(String bearer) {
        return store.read(tx -> tx.environments().byBearer(Secrets.hash(bearer)).map(Authenticator::environmentCaller));
    }

    /** An account as it is now; empty: there is no such account any more. */
    public Optional<Caller> byAccount(AccountId id, Role ceiling) {
        return store.read(tx -> tx.accounts().get(id).map(account -> holder(account, ceiling)));
    }

    /** An environment whose key is good now; empty: it is gone or about to go. */
    public Optional<Caller> byEnvironment(EnvironmentId id) {
        return store.read(tx -> tx.environments()
                .get(id)
                .flatMap(environment -> environment.fingerprint())
                .flatMap(tx.environments()::byFingerprint)
                .filter(environment -> environment.id().equals(id))
                .map(Authenticator::environmentCaller));
    }

    /** Somebody in a browser. */
    private record Visitor(BrowserSession session, Caller.AccountCaller caller) {}

    /** Whose browser it is. */
    public Optional<Caller.AccountCaller> byCookie(String secret) {
        Optional<Visitor> visitor = store.read(
                tx -> tx.browserSessions().byCookie(Secrets.hash(secret)).flatMap(session -> tx.accounts()
                        .get(session.account())
                        .map(account -> new Visitor(session, holder(account, Role.ADMIN)))));
        visitor.map(Visitor::session)
                .filter(session ->
                        session.usedAt().orElse(Instant.EPOCH).plus(USE).isBefore(store.now()))
                .ifPresent(session -> store.change(tx -> tx.browserSessions().markUsed(session.id())));
        return visitor.map(Visitor::caller);
    }

    @Override
    public void close() {
        // Read by the loop: an interrupt that comes while it waits for the lock is only seen by the next wait, if there
        // is one.
        closed = true;
        refresher.interrupt();
        watch.close();
    }

    /** Ends once this is closed. */
    Thread refresher() {
        return refresher;
    }

    private static Caller.EnvironmentCaller environmentCaller(Environment environment) {
        return new Caller.EnvironmentCaller(environment.id(), environment.repo(), environment.purpose());
    }

    private static Caller.AccountCaller holder(Account account, Role ceiling) {
        return new Caller.AccountCaller(
                account.id(), account.name(), account.siteAdmin(), account.mayCreateRepos(), ceiling);
    }

    private void refresh() {
        try {
            while (!closed) {
                watch.await(known.generation(), SLOW_POLL);
                try {
                    load();
                } catch (RuntimeException e) {
                    if (closed) {
                        return;
                    }
                    LOG.warn("the keys cannot be read; those known before go on", e);
                    watch.await(watch.generation(), SLOW_POLL);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load() {
        boolean mine;
        try {
            mine = loading.tryLock(FRESHNESS.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!mine) {
            return;
        }
        try {
            long generation = watch.generation();
            Set<String> fingerprints = new HashSet<>();
            Set<String> environments = new HashSet<>();
            store.read(tx -> {
                tx.keys().all().forEach(key -> fingerprints.add(key.fingerprint()));
                tx.environments()
                        .alive()
                        .forEach(environment -> environment.fingerprint().ifPresent(environments::add));
                return true;
            });
            fingerprints.addAll(environments);
            known = new Known(generation, Set.copyOf(fingerprints), Set.copyOf(environments));
        } finally {
            loading.unlock();
        }
    }
}
