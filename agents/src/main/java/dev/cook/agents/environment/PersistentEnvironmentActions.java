package dev.cook.agents.environment;

import dev.cook.agents.backend.Backends;
import dev.cook.config.EnvironmentConfig;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.Outcome;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentId;
import dev.cook.domain.PersistentState;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.RepoFact;
import dev.cook.store.PersistentEnvironments;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people do with persistent environments. */
public final class PersistentEnvironmentActions {
    /** Of one repository: each may hold a disk full. */
    static final int MOST = 20;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final Store store;
    private final Backends backends;

    public PersistentEnvironmentActions(Store store, Backends backends) {
        this.store = store;
        this.backends = backends;
    }

    /**
     * Makes one.
     *
     * @param madeFrom a configured environment
     * @param idle how long a session with nothing to do may hold it; empty: as the configuration says
     */
    public Outcome create(RepoId repo, String name, String madeFrom, Optional<Duration> idle, String by) {
        Optional<Backends.Configured> from = backends.of(madeFrom);
        if (from.isEmpty()) {
            return no("no environment '" + madeFrom + "' is configured; choose one of: "
                    + String.join(
                            ", ", backends.byName().keySet().stream().sorted().toList()));
        }
        EnvironmentConfig config = from.get().config();
        if (from.get().backend().keeping().isEmpty()) {
            return no("the backend " + config.backend().word() + " of " + madeFrom
                    + " does not support persistent environments");
        }
        if (!NAME.matcher(name).matches()) {
            return no("the name must be 1 to 40 characters of a-z, 0-9 and '-', and begin with a letter or digit");
        }
        if (backends.of(name).isPresent() && !(name.equals(madeFrom) && config.persistent())) {
            return no("the server already has an environment " + name + "; choose another name");
        }
        return store.write(tx -> {
            tx.refs().lock(repo);
            if (tx.persistentEnvironments().of(repo).size() >= MOST) {
                return no("the repository already has " + MOST
                        + " persistent environments; destroy one first with `env destroy`");
            }
            if (tx.persistentEnvironments()
                    .create(repo, name, madeFrom, idle.orElse(config.idleTimeout()), by)
                    .isEmpty()) {
                return no("the repository already has an environment " + name);
            }
            tell(tx, repo, by, "created the environment " + name + " from " + madeFrom);
            return yes(name + " created from " + madeFrom + "; use it with -o env=" + name);
        });
    }

    /** Ends what runs in it; its files stay, and sessions wait. */
    public Outcome stop(PersistentId id, String by) {
        return store.write(tx -> {
            PersistentEnvironment persistent = tx.persistentEnvironments().lock(id);
            return switch (persistent.state()) {
                case DESTROYED -> gone(persistent);
                case STOPPED -> no(persistent.name() + " is already stopped");
                case OPEN -> {
                    tx.persistentEnvironments().setState(id, PersistentState.STOPPED);
                    tell(tx, persistent.repo(), by, "stopped the environment " + persistent.name());
                    yield yes(tx.persistentEnvironments()
                            .holder(id)
                            .map(holder -> persistent.name() + " is stopped; session " + holder.session()
                                    + " continues after `env start " + persistent.name() + "`")
                            .orElse(persistent.name() + " is stopped"));
                }
            };
        });
    }

    /** Lets sessions work in it again. */
    public Outcome start(PersistentId id, String by) {
        return store.write(tx -> {
            PersistentEnvironment persistent = tx.persistentEnvironments().lock(id);
            return switch (persistent.state()) {
                case DESTROYED -> gone(persistent);
                case OPEN -> no(persistent.name() + " is not stopped; the next session starts the environment");
                case STOPPED -> {
                    tx.persistentEnvironments().setState(id, PersistentState.OPEN);
                    tell(tx, persistent.repo(), by, "started the environment " + persistent.name());
                    yield yes(
                            waiting(tx.persistentEnvironments().line(id)) == 0
                                    ? persistent.name() + " is started; the next session uses it"
                                    : persistent.name() + " is started for the session that waits for it");
                }
            };
        });
    }

    /** Removes it with its files, unless a session works in it. */
    public Outcome destroy(PersistentId id, String by) {
        return store.write(tx -> {
            PersistentEnvironment persistent = tx.persistentEnvironments().lock(id);
            Optional<PersistentEnvironments.Holder> holder =
                    tx.persistentEnvironments().holder(id);
            if (persistent.state() == PersistentState.DESTROYED) {
                return gone(persistent);
            }
            if (holder.isPresent()) {
                return no("session " + holder.get().session() + " works in it on "
                        + holder.get().branch() + ": `session kill "
                        + holder.get().session() + "` or `env stop " + persistent.name() + "` first");
            }
            Optional<String> chosen = tx.repos().get(persistent.repo()).flatMap(Repo::environment);
            if (chosen.equals(Optional.of(persistent.name()))
                    && backends.of(persistent.name()).isEmpty()) {
                return no("the repository's agents use it; choose another one first with `repo environment`");
            }
            tx.persistentEnvironments().setState(id, PersistentState.DESTROYED);
            tell(tx, persistent.repo(), by, "destroyed the environment " + persistent.name());
            return yes(persistent.name() + " is destroyed; Cook is deleting its files");
        });
    }

    /**
     * One with what happens in it.
     *
     * @param leaving whether something that ran in it is still being ended
     * @param waiting the sessions that wait for it
     */
    public record View(
            PersistentEnvironment persistent,
            Optional<PersistentEnvironments.Holder> holder,
            boolean leaving,
            int waiting,
            PersistentEnvironments.Run run) {
        /** In one word: {@code running}, {@code idle}, {@code stopping}, {@code stopped}. */
        public String state() {
            if (persistent.state() == PersistentState.STOPPED) {
                return holder.isPresent() || leaving ? "stopping" : "stopped";
            }
            return holder.isPresent() ? "running" : "idle";
        }
    }

    /** A repository's, by name. */
    public List<View> of(Tx tx, RepoId repo) {
        return tx.persistentEnvironments().of(repo).stream()
                .map(persistent -> view(tx, persistent))
                .toList();
    }

    private static View view(Tx tx, PersistentEnvironment persistent) {
        List<Environment> line = tx.persistentEnvironments().line(persistent.id());
        return new View(
                persistent,
                tx.persistentEnvironments().holder(persistent.id()),
                line.stream().anyMatch(environment -> environment.state() == EnvironmentState.DYING),
                waiting(line),
                tx.persistentEnvironments().run(persistent.id()));
    }

    private static int waiting(List<Environment> line) {
        return (int) line.stream()
                .filter(environment -> environment.state() == EnvironmentState.WANTED)
                .count();
    }

    private static void tell(Tx tx, RepoId repo, String by, String what) {
        tx.events().append(repo, new RepoFact.Changed(by, what));
    }

    private static Outcome gone(PersistentEnvironment persistent) {
        return no(persistent.name() + " is destroyed");
    }

    private static Outcome yes(String said) {
        return Outcome.agreed(said);
    }

    private static Outcome no(String said) {
        return Outcome.refused(said);
    }
}
