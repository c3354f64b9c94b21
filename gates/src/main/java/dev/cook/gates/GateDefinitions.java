package dev.cook.gates;

import dev.cook.config.ConfigException;
import dev.cook.config.Problem;
import dev.cook.config.QueueConfig;
import dev.cook.config.RepoConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.AccountId;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.TreeEntry;
import dev.cook.git.Trees;
import dev.cook.store.Known;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a commit says of its gates: in cook.toml, or in what its {@code gates.py} or {@code gates.ts} prints. */
public final class GateDefinitions {
    private static final Logger LOG = LoggerFactory.getLogger(GateDefinitions.class);

    /** Gate files that run at once. */
    private static final int AT_ONCE = 2;

    /** Reads that are under way, or done and not asked for yet. */
    private static final int MOST_PENDING = 1_000;

    /** Commits whose cook.toml is remembered: more than there are targets and candidates in use at one time. */
    private static final int MOST_PLAINS = 1_000;

    private final Store store;
    private final Trees trees;
    private final ServerEnvironments environments;
    private final GateAgents agents;
    private final GateFileRun run;
    private final Known<Asked, Plain> plains;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /** One that is forgotten is read again. */
    private final Map<Asked, Optional<Read>> pending = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Optional<Read>> eldest) {
            return size() > MOST_PENDING;
        }
    };

    private record Asked(RepoId repo, Oid commit) {}

    /** What a commit says of its gates. */
    public sealed interface Read {
        /** @param from the file that has the gates */
        record Good(RepoConfig config, String from) implements Read {}

        /** @param problem what is wrong, with file and place; several lines */
        record Bad(String problem) implements Read {}
    }

    GateDefinitions(Store store, Trees trees, ServerEnvironments environments, GateAgents agents) {
        this.agents = agents;
        this.environments = environments;
        this.store = store;
        this.trees = trees;
        this.run = new GateFileRun(GateFileRun.LIMIT);
        this.plains = new Known<>(MOST_PLAINS, this::read);
    }

    /** Whether a path says how commits are judged, or is below one that should. */
    public static boolean isDefinition(String path) {
        String top = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
        return top.equals(RepoConfig.FILE)
                || GateTree.isOwn(path)
                || Arrays.stream(GateProgram.values())
                        .anyMatch(program -> program.file().equals(top));
    }

    /** Reads them now; a gate file that nobody ran yet may take its ten seconds. */
    public Read read(RepoId repo, Oid commit) {
        Plain plain = plain(repo, commit);
        return plain.program().isEmpty() ? plain.read() : withFile(repo, commit, plain);
    }

    /**
     * The same for a caller who must not be kept waiting: empty while a gate file runs, to be asked for again after the next
     * commit of the store or a little later.
     */
    public Optional<Read> poll(RepoId repo, Oid commit) {
        Plain plain = plain(repo, commit);
        if (plain.program().isEmpty()) {
            return Optional.of(plain.read());
        }
        Asked asked = new Asked(repo, commit);
        synchronized (pending) {
            Optional<Read> found = pending.get(asked);
            if (found != null) {
                if (found.isPresent()) {
                    pending.remove(asked);
                }
                return found;
            }
            pending.put(asked, Optional.empty());
        }
        Thread.ofVirtual().name("gate file " + commit).start(() -> {
            Optional<Read> read = Optional.empty();
            try {
                read = Optional.of(withFile(repo, commit, plain));
            } catch (RuntimeException e) {
                LOG.error("the gate file of {} in repository {} cannot be read; it is tried again", commit, repo, e);
            } finally {
                put(asked, read);
            }
            store.wakeups().fire(Topic.DEFINITIONS);
        });
        return Optional.empty();
    }

    /**
     * What a commit says of the queue; empty while a gate file runs, as with {@link #poll}. What cannot be read says nothing of
     * it: whoever judges by it says what is wrong.
     */
    public Optional<QueueConfig> queue(RepoId repo, Oid commit) {
        return poll(repo, commit)
                .map(read -> read instanceof Read.Good good ? good.config().queue() : QueueConfig.DEFAULT);
    }

    /** What is there at this moment that a configuration may name; {@code reader} as in {@link ExistingNames#read}. */
    ExistingNames known(Tx tx, RepoId repo, RepoConfig config, Optional<AccountId> reader) {
        return ExistingNames.read(tx, repo, config, agents.byName().keySet(), environments, reader);
    }

    private void put(Asked asked, Optional<Read> read) {
        synchronized (pending) {
            if (read.isPresent()) {
                pending.put(asked, read);
            } else {
                pending.remove(asked);
            }
        }
    }

    /** What cook.toml says, and which program is there; none where the first is all that counts. */
    private record Plain(Read read, Optional<GateProgram> program) {}

    private Plain plain(RepoId repo, Oid commit) {
        return plains.of(new Asked(repo, commit));
    }

    private Plain read(Asked asked) {
        RepoId repo = asked.repo();
        Oid commit = asked.commit();
        RepoConfig config;
        try {
            config = toml(repo, commit);
        } catch (ConfigException e) {
            return new Plain(new Read.Bad(message(e)), Optional.empty());
        }
        Read read = good(config, RepoConfig.FILE);
        List<GateProgram> programs = new ArrayList<>();
        for (GateProgram program : GateProgram.values()) {
            switch (trees.entry(repo, commit, program.file(), 1)) {
                case TreeEntry.Nothing _ -> {}
                case TreeEntry.File _ -> programs.add(program);
                case TreeEntry.Other(String kind) -> {
                    return new Plain(new Read.Bad(program.file() + ": " + RepoConfig.notAFile(kind)), Optional.empty());
                }
            }
        }
        if (programs.size() > 1) {
            return new Plain(
                    new Read.Bad("the repository has both gates.py and gates.ts; keep one of them"), Optional.empty());
        }
        if (!programs.isEmpty() && !config.gates().isEmpty()) {
            return new Plain(twoPlaces(programs.getFirst()), Optional.empty());
        }
        return new Plain(read, programs.stream().findFirst());
    }

    private Read withFile(RepoId repo, Oid commit, Plain plain) {
        GateProgram program =
                plain.program().orElseThrow(() -> new IllegalStateException("the repository has no gate file"));
        if (!(plain.read() instanceof Read.Good good)) {
            return plain.read();
        }
        try {
            GateTree tree =
                    GateTree.of(trees, repo, commit, program, good.config().reads());
            byte[] key = tree.key();
            Optional<String> known = store.read(tx -> tx.gateDocuments().get(repo, key));
            if (known.isPresent()) {
                return applied(good.config(), known.get(), program);
            }
            return switch (inTurn(tree)) {
                case GateFileRun.Outcome.Failed(String why) -> new Read.Bad(program.file() + ": " + why);
                case GateFileRun.Outcome.Printed(String document) -> {
                    if (document.indexOf(0) < 0) {
                        store.change(tx -> tx.gateDocuments().keep(repo, key, document));
                    }
                    yield applied(good.config(), document, program);
                }
            };
        } catch (GateTree.Unusable e) {
            return new Read.Bad(program.file() + ": " + e.getMessage());
        }
    }

    /**
     * Reads a file that is nowhere yet: somebody tries it out. Nothing of it is kept.
     *
     * @param file its name: cook.toml, gates.py or gates.ts
     * @param commit where everything else is; empty: there is nothing else
     */
    public Read tried(RepoId repo, Optional<Oid> commit, String file, String text) {
        Optional<GateProgram> program = Arrays.stream(GateProgram.values())
                .filter(known -> known.file().equals(file))
                .findFirst();
        try {
            if (program.isEmpty()) {
                return good(RepoConfig.parse(text, file, environments), file);
            }
            RepoConfig config = commit.map(at -> toml(repo, at)).orElse(RepoConfig.NONE);
            if (!config.gates().isEmpty()) {
                return twoPlaces(program.get());
            }
            GateTree there = commit.map(at -> GateTree.of(trees, repo, at, program.get(), config.reads()))
                    .orElse(new GateTree(program.get(), List.of(), Map.of()));
            return printed(there.with(text), config);
        } catch (ConfigException e) {
            return new Read.Bad(message(e));
        } catch (GateTree.Unusable e) {
            return new Read.Bad(file + ": " + e.getMessage());
        }
    }

    private Read printed(GateTree tree, RepoConfig config) {
        return switch (inTurn(tree)) {
            case GateFileRun.Outcome.Failed(String why) ->
                new Read.Bad(tree.program().file() + ": " + why);
            case GateFileRun.Outcome.Printed(String document) -> applied(config, document, tree.program());
        };
    }

    private RepoConfig toml(RepoId repo, Oid commit) {
        return RepoConfig.read(trees.entry(repo, commit, RepoConfig.FILE, RepoConfig.LARGEST + 1L), environments);
    }

    private static Read twoPlaces(GateProgram program) {
        return new Read.Bad(RepoConfig.FILE + " has [[gates]], and the repository also has " + program.file()
                + "; keep one of them");
    }

    private GateFileRun.Outcome inTurn(GateTree tree) {
        turns.acquireUninterruptibly();
        try {
            return run.run(tree);
        } finally {
            turns.release();
        }
    }

    private Read applied(RepoConfig config, String document, GateProgram program) {
        try {
            return good(config.with(document, program.file()), program.file());
        } catch (ConfigException e) {
            return new Read.Bad(message(e));
        }
    }

    /** Good but for what the file alone cannot know. */
    private Read good(RepoConfig config, String from) {
        String problems = config.gates().stream()
                .flatMap(gate -> agents.problem(config, gate).stream())
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
        return problems.isEmpty() ? new Read.Good(config, from) : new Read.Bad(problems);
    }

    private static String message(ConfigException e) {
        return String.valueOf(e.getMessage());
    }
}
