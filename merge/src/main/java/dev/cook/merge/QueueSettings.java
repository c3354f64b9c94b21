package dev.cook.merge;

import dev.cook.config.QueueConfig;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
    private final Map<InLane, Optional<String>> lanes = remembering();

    private record Tip(RepoId repo, Oid commit) {}

    private record InLane(RepoId repo, QueueConfig config, Oid branchTip) {}

    /** @param depth how many candidates are judged at once where the target does not say */
    QueueSettings(QueueFiles files, Trees trees, int depth) {
        this.files = files;
        this.trees = trees;
        this.depth = depth;
    }

    QueueLimits limits(RepoId repo, Oid targetTip) {
        QueueConfig config = config(repo, targetTip);
        return new QueueLimits(config.depth().orElse(depth), config.batch());
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

    /** The lane that all changes of a branch lie in. */
    Optional<String> lane(RepoId repo, Oid targetTip, Oid branchTip) {
        QueueConfig config = config(repo, targetTip);
        if (config.lanes().isEmpty()) {
            return Optional.empty();
        }
        InLane asked = new InLane(repo, config, branchTip);
        synchronized (lanes) {
            Optional<String> known = lanes.get(asked);
            if (known != null) {
                return known;
            }
        }
        Optional<String> lane = laneOrNone(repo, config, targetTip, branchTip);
        synchronized (lanes) {
            lanes.put(asked, lane);
        }
        return lane;
    }

    /** A branch whose changes cannot be read is in no lane: that it cannot be merged either is told where that fails. */
    private Optional<String> laneOrNone(RepoId repo, QueueConfig config, Oid targetTip, Oid branchTip) {
        try {
            return laneOf(repo, config, targetTip, branchTip);
        } catch (RuntimeException | Error e) {
            LOG.warn("what {} in repository {} changes cannot be read; it is in no lane", branchTip, repo, e);
            return Optional.empty();
        }
    }

    private Optional<String> laneOf(RepoId repo, QueueConfig config, Oid targetTip, Oid branchTip) {
        return trees.mergeBase(repo, targetTip, branchTip)
                .map(left -> trees.changed(repo, left, branchTip, MOST_FILES))
                .filter(changed -> changed.size() < MOST_FILES)
                .flatMap(config::lane)
                .map(QueueConfig.Lane::name);
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
