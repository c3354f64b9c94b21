package dev.cook.agents.backend;

import dev.cook.config.Resources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel's control groups that hold an environment on this machine to its memory and processors: version 2, or the
 * separate hierarchies of version 1. Made only where such a limit is configured; needs root.
 */
final class ControlGroup {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** In the kernel's count of what it did: how many processes it ended. */
    private static final String KILLED = "oom_kill ";

    /** A group is busy until its processes have been waited for, which their parents or the system's first do at once. */
    private static final Duration REMOVE_LIMIT = Duration.ofSeconds(5);

    /** The scheduler's period in microseconds: the kernel's own default. */
    private static final int PERIOD = 100_000;

    /** Writes its own process number into each group before it becomes what it is told to be. */
    private static final String JOIN =
            "while [ \"$1\" != -- ]; do echo $$ >\"$1/cgroup.procs\" || exit 1; shift; done; shift; exec \"$@\"";

    private final String name;
    private final Resources resources;
    private final Path root;

    /** @param name unlike that of any other environment on this machine */
    ControlGroup(String name, Resources resources) {
        this(name, resources, ROOT);
    }

    private ControlGroup(String name, Resources resources, Path root) {
        this.name = name;
        this.resources = resources;
        this.root = root;
    }

    /** The words that, before a command, make it run inside the limits; none where there are none. */
    List<String> joining() {
        if (resources.memory().isEmpty() && resources.cpus().isEmpty()) {
            return List.of();
        }
        try {
            List<String> words = new ArrayList<>(List.of("sh", "-c", JOIN, "cook"));
            for (Path group : make()) {
                words.add(group.toString());
            }
            words.add("--");
            return List.copyOf(words);
        } catch (IOException e) {
            throw new CannotLaunch(
                    "this machine cannot limit memory and cpus (" + e
                            + "); run Cook as root with writable control groups, or remove memory and cpus from the environment");
        }
    }

    private List<Path> make() throws IOException {
        List<Path> groups = new ArrayList<>();
        if (Files.exists(root.resolve("cgroup.controllers"))) {
            Path parent = root.resolve("cook");
            Files.createDirectories(parent);
            Files.writeString(root.resolve("cgroup.subtree_control"), "+memory +cpu");
            Files.writeString(parent.resolve("cgroup.subtree_control"), "+memory +cpu");
            Path group = Files.createDirectories(parent.resolve(name));
            if (resources.memory().isPresent()) {
                Files.writeString(
                        group.resolve("memory.max"),
                        Long.toString(resources.memory().get()));
                writeIfThere(group.resolve("memory.swap.max"), "0");
                // All or nothing: what is left of an environment without this or that process does nobody any good.
                writeIfThere(group.resolve("memory.oom.group"), "1");
            }
            if (resources.cpus().isPresent()) {
                Files.writeString(
                        group.resolve("cpu.max"), quota(resources.cpus().get()) + " " + PERIOD);
            }
            groups.add(group);
            return groups;
        }
        if (resources.memory().isPresent()) {
            Path group = Files.createDirectories(root.resolve("memory/cook").resolve(name));
            String bytes = Long.toString(resources.memory().get());
            Files.writeString(group.resolve("memory.limit_in_bytes"), bytes);
            writeIfThere(group.resolve("memory.memsw.limit_in_bytes"), bytes);
            groups.add(group);
        }
        if (resources.cpus().isPresent()) {
            Path group = Files.createDirectories(root.resolve("cpu/cook").resolve(name));
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD));
            Files.writeString(
                    group.resolve("cpu.cfs_quota_us"),
                    Long.toString(quota(resources.cpus().get())));
            groups.add(group);
        }
        return groups;
    }

    /** Not every kernel counts swap. */
    private static void writeIfThere(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }

    private static long quota(BigDecimal cpus) {
        return cpus.multiply(BigDecimal.valueOf(PERIOD)).longValue();
    }

    /** Says so if the kernel ended something in it that wanted more memory: what is in files in memory goes with nobody. */
    Optional<String> overuse() {
        if (resources.memory().isEmpty()) {
            return Optional.empty();
        }
        for (String file : List.of("cook/" + name + "/memory.events", "memory/cook/" + name + "/memory.oom_control")) {
            try {
                for (String line : Files.readAllLines(root.resolve(file))) {
                    if (line.startsWith(KILLED) && !line.equals(KILLED + "0")) {
                        return Optional.of("the environment used more than its memory limit of "
                                + (resources.memory().get() >> 20) + " MiB");
                    }
                }
            } catch (IOException _) {
                // The other version, or it is gone.
            }
        }
        return Optional.empty();
    }

    /** Removes what {@link #joining} made; to be called when nothing runs in it any more. */
    void remove() throws IOException {
        long deadline = System.nanoTime() + REMOVE_LIMIT.toNanos();
        for (String hierarchy : List.of("cook", "memory/cook", "cpu/cook")) {
            Path group = root.resolve(hierarchy).resolve(name);
            while (true) {
                try {
                    Files.deleteIfExists(group);
                    break;
                } catch (FileSystemException e) {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            }
        }
    }
}
