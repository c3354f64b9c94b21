package dev.cook.agents.environment;

import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.Backends.Configured;
import dev.cook.agents.backend.ProgramSearch;
import dev.cook.config.Agent;
import dev.cook.config.BackendSettings;
import dev.cook.config.ConfigException;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.RepoConfig;
import dev.cook.config.RepoEnvironment;
import dev.cook.domain.Definition;
import dev.cook.domain.Environment;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What environments are made of: the server's file says it, and a repository's may have taken some of it away. */
public final class Definitions {
    /** Definitions that are remembered; each is a small record. */
    private static final int MOST = 200;

    private final Backends backends;
    private final Trees trees;
    private final Map<Key, Found> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Found> eldest) {
            return size() > MOST;
        }
    };

    private record Key(RepoId repo, String made, Definition definition) {}

    /**
     * How one is made.
     *
     * @param problem why none can be made as the repository wants it, such as after a change of the server's file; what is
     *     made already can be looked after in any case
     */
    record Found(Configured configured, Optional<String> problem) {}

    public Definitions(Backends backends, Trees trees) {
        this.backends = backends;
        this.trees = trees;
    }

    /** Empty: the operator took it out of the configuration. */
    Optional<Found> of(Environment environment) {
        return backends.of(environment.name()).map(made -> environment
                .definition()
                .map(definition -> narrowed(new Key(environment.repo(), environment.name(), definition), made))
                .orElseGet(() -> new Found(made, Optional.empty())));
    }

    /**
     * What is known to keep an agent from starting in an environment. Nothing is where files come from elsewhere: an image,
     * another machine, a HOME that stays, somebody's own configuration.
     */
    public Optional<String> missing(Environment environment, Agent agent) {
        Optional<EnvironmentConfig> config =
                of(environment).map(Found::configured).map(Configured::config);
        if (config.isEmpty()
                || environment.persistent().isPresent()
                || config.get().configuration().isPresent()
                || !(config.get().place() instanceof BackendSettings.Local local)) {
            return Optional.empty();
        }
        Optional<String> path = Optional.ofNullable(agent.variables().get("PATH"))
                .or(() -> Optional.ofNullable(config.get().variables().get("PATH")));
        return ProgramSearch.missing(agent.command().getFirst(), path, local)
                .map(why -> "the environment " + environment.name() + " has no agent " + agent.name() + ": " + why
                        + ". Its session will fail; docs/agents.md says how to set up an agent");
    }

    private synchronized Found narrowed(Key key, Configured made) {
        Found found = known.get(key);
        if (found == null) {
            found = read(key, made);
            known.put(key, found);
        }
        return found;
    }

    private Found read(Key key, Configured made) {
        Definition definition = key.definition();
        try {
            Optional<EnvironmentConfig> config = RepoConfig.read(
                            trees.entry(key.repo(), definition.commit(), RepoConfig.FILE, RepoConfig.LARGEST + 1L),
                            backends.server())
                    .environment(definition.name())
                    .filter(own -> own.from().equals(key.made()))
                    .map(RepoEnvironment::config);
            return config.map(narrow ->
                            new Found(new Configured(narrow, backends.maker().apply(narrow)), Optional.empty()))
                    .orElseGet(() -> new Found(
                            made,
                            Optional.of("its environment " + definition.name()
                                    + " is no longer what it was when the session started")));
        } catch (ConfigException e) {
            return new Found(
                    made,
                    Optional.of("its environment " + definition.name() + " cannot be created: " + e.getMessage()));
        }
    }
}
