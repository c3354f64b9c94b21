package dev.cook.merge;

import dev.cook.config.ConfigException;
import dev.cook.config.QueueConfig;
import dev.cook.config.RepoConfig;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How the queues of targets work, as each target's tip says. What was read of a commit is remembered: it stays so. */
final class QueueSettings {
    /** Remembered answers: more than there are queues and branches in them at one time. */
    private static final int REMEMBERED = 10_000;

    /** A branch that changes more files than this is in no lane. */
    private static final int MOST_FILES = 10_000;

    private final Trees trees;
    private final int depth;
    private final Map<Tip, QueueConfig> configs = remembering();
    private final Map<InLane, Optional<String>> lanes = remembering();

    private record Tip(RepoId repo, Oid commit) {}

    private record InLane(RepoId repo, QueueConfig config, Oid branchTip) {}

    /** @param depth how many candidates are judged at once where the target does not say */
    QueueSettings(Trees trees, int depth) {
        this.trees = trees;
        this.depth = depth;
    }

    QueueLimits limits(RepoId repo, Oid targetTip) {
        QueueConfig config = config(repo, targetTip);
        return new QueueLimits(config.depth().orElse(depth), config.batch());
    }

    QueueConfig config(RepoId repo, Oid targetTip) {
        return remember(configs, new Tip(repo, targetTip), () -> read(repo, targetTip));
    }

    /** The lane that all changes of a branch lie in. */
    Optional<String> lane(RepoId repo, Oid targetTip, Oid branchTip) {
        QueueConfig config = config(repo, targetTip);
        return config.lanes().isEmpty()
                ? Optional.empty()
                : remember(
                        lanes, new InLane(repo, config, branchTip), () -> laneOf(repo, config, targetTip, branchTip));
    }

    private Optional<String> laneOf(RepoId repo, QueueConfig config, Oid targetTip, Oid branchTip) {
        return trees.mergeBase(repo, targetTip, branchTip)
                .map(left -> trees.changed(repo, left, branchTip, MOST_FILES))
                .filter(changed -> changed.size() < MOST_FILES)
                .flatMap(config::lane)
                .map(QueueConfig.Lane::name);
    }

    /** A file that cannot be read says nothing; whoever judges by it says what is wrong. */
    private QueueConfig read(RepoId repo, Oid targetTip) {
        try {
            return trees.file(repo, targetTip, RepoConfig.FILE, RepoConfig.LARGEST + 1L)
                    .map(bytes -> RepoConfig.parse(new String(bytes, StandardCharsets.UTF_8), RepoConfig.FILE)
                            .queue())
                    .orElse(QueueConfig.DEFAULT);
        } catch (ConfigException e) {
            return QueueConfig.DEFAULT;
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

    private static <K, V> V remember(Map<K, V> memory, K key, Supplier<V> find) {
        synchronized (memory) {
            Optional<V> known = Optional.ofNullable(memory.get(key));
            if (known.isPresent()) {
                return known.get();
            }
        }
        V found = find.get();
        synchronized (memory) {
            memory.put(key, found);
        }
        return found;
    }
}
