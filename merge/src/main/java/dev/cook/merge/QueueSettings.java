package dev.cook.merge;

import dev.cook.config.QueueConfig;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import dev.cook.store.Known;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the queues of targets work, as each target's tip says. What was read of a commit is remembered: it stays so. */
final class QueueSettings {
    private static final Logger LOG = LoggerFactory.getLogger(QueueSettings.class);

    /** Remembered answers: more than there are queues and branches in them at one time. */
    private static final int REMEMBERED = 10_000;

    /** A branch that changes more files than this is in no lane. */
    private static final int MOST_FILES = 10_000;

    private final QueueFiles files;
    private final Trees trees;
    private final int depth;
    private final Map<Tip, QueueConfig> configs = remembering();
    private final Known<BaseOf, Optional<Oid>> bases;
    private final Known<InLane, Optional<String>> lanes;

    private record Tip(RepoId repo, Oid commit) {}

    private record BaseOf(RepoId repo, Oid targetTip, Oid branchTip) {}

    private record InLane(RepoId repo, QueueConfig config, Optional<Oid> base, Oid branchTip) {}

    /** @param depth how many candidates are judged at once where the target does not say */
    QueueSettings(QueueFiles files, Trees trees, int depth) {
        this.files = files;
        this.trees = trees;
        this.depth = depth;
        this.bases = new Known<>(REMEMBERED, this::base);
        this.lanes = new Known<>(REMEMBERED, this::laneOrNone);
    }

    QueueLimits limits(RepoId repo, Oid targetTip) {
        QueueConfig config = config(repo, targetTip);
        return new QueueLimits(config.depth().orElse(depth), config.batch(), config.screen());
    }

    /** Whether it is known what a target's tip says. Where it is not, it is being read, and nothing is to be decided. */
    boolean areKnown(RepoId repo, Oid targetTip) {
        return found(repo, targetTip).isPresent();
    }

    QueueConfig config(RepoId repo, Oid targetTip) {
        return found(repo, targetTip).orElse(QueueConfig.DEFAULT);
    }

    private Optional<QueueConfig> found(RepoId repo, Oid targetTip) {
        Tip tip = new Tip(repo, targetTip);
        synchronized (configs) {
            Optional<QueueConfig> known = Optional.ofNullable(configs.get(tip));
            if (known.isPresent()) {
                return known;
            }
        }
        Optional<QueueConfig> read = files.of(repo, targetTip);
        synchronized (configs) {
            read.ifPresent(config -> configs.put(tip, config));
        }
        return read;
    }

    /** The lanes that all changes of a branch lie in, by the branch's tip; those that lie in none are left out. */
    Map<Oid, String> lanes(RepoId repo, Oid targetTip, List<Oid> branchTips) {
        QueueConfig config = config(repo, targetTip);
        if (config.lanes().isEmpty()) {
            return Map.of();
        }
        Map<BaseOf, Optional<Oid>> from = bases.of(
                branchTips.stream().map(tip -> new BaseOf(repo, targetTip, tip)).toList());
        Map<Oid, String> found = new HashMap<>();
        lanes.of(from.entrySet().stream()
                        .map(base -> new InLane(
                                repo, config, base.getValue(), base.getKey().branchTip()))
                        .toList())
                .forEach((asked, lane) -> lane.ifPresent(name -> found.put(asked.branchTip(), name)));
        return found;
    }

    /** Whether a commit is in the history of another. */
    boolean holds(RepoId repo, Oid ancestor, Oid commit) {
        return trees.isAncestor(repo, ancestor, commit);
    }

    private Optional<Oid> base(BaseOf asked) {
        return orNone(
                asked.repo(),
                asked.branchTip(),
                () -> trees.mergeBase(asked.repo(), asked.targetTip(), asked.branchTip()));
    }

    private Optional<String> laneOrNone(InLane asked) {
        return orNone(asked.repo(), asked.branchTip(), () -> asked.base()
                .map(base -> trees.changed(asked.repo(), base, asked.branchTip(), MOST_FILES))
                .filter(changed -> changed.size() < MOST_FILES)
                .flatMap(asked.config()::lane)
                .map(QueueConfig.Lane::name));
    }

    /** A branch whose changes cannot be read is in no lane: that it cannot be merged either is told where that fails. */
    private static <T> Optional<T> orNone(RepoId repo, Oid branchTip, Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (RuntimeException | Error e) {
            LOG.warn("what {} in repository {} changes cannot be read; it is in no lane", branchTip, repo, e);
            return Optional.empty();
        }
    }

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
