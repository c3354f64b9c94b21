package dev.cook.agents.backend;

import dev.cook.agents.backend.LocalSettings.Isolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the command line that runs something inside an environment. It holds paths and numbers, never a secret. */
final class SandboxCommand {
    /** Bytes of memory that a sandbox's /tmp may take. */
    private static final long TMP_BYTES = 2L << 30;
    /** The same of /dev/shm: browsers and databases want some hundred megabytes. */
    private static final long SHM_BYTES = 1L << 30;
    /** The same of /run, which programs put small things into. */
    private static final long SMALL_BYTES = 16L << 20;
    /** System directories that the sandbox shows as they are; links stay links. */
    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt");
    /** All that every sandbox shows of the machine's programs. */
    static final List<String> SHOWN =
            Stream.concat(SYSTEM.stream(), Stream.of("/usr", "/etc")).toList();

    private final EnvironmentDirectories places;
    private final EnvironmentUser user;
    private final LocalSettings settings;
    private final Path sockets;
    private final Optional<Path> home;

    /** What a sandbox's programs reach. */
    enum Net {
        /** All that the machine does. */
        HOST,
        /** What slirp4netns leads to for it, and its own loopback. */
        OWN,
        /** Its own loopback. */
        NONE
    }

    /**
     * Builds command lines for one environment.
     *
     * @param sockets the directory with the sockets that lead out; shown where there is no other way
     * @param home a home directory that stays; empty: the environment's own
     */
    SandboxCommand(
            EnvironmentDirectories places,
            EnvironmentUser user,
            LocalSettings settings,
            Path sockets,
            Optional<Path> home) {
        this.home = home;
        this.sockets = sockets;
        this.places = places;
        this.user = user;
        this.settings = settings;
    }

    /** The command for one of the environment's own scripts, in a session of its own so that no terminal's Ctrl-C reaches it. */
    List<String> running(String script, LaunchSpec spec, Net net) {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                "prlimit",
                "--core=0",
                "--fsize=" + settings.resources().fileSize()));
        if (user instanceof EnvironmentUser.Dedicated) {
            // The limit counts a user's processes everywhere, so it is only fair to a user of its own.
            command.add("--nproc=" + settings.resources().processes());
        }
        if (places.isolation() == Isolation.BUBBLEWRAP) {
            bubblewrap(command, spec, net);
        }
        command.addAll(user.stepDown());
        if (places.isolation() == Isolation.BUBBLEWRAP && user instanceof EnvironmentUser.Own) {
            // Inside, where the kernel counts those of the sandbox's own namespace of users.
            add(command, "prlimit", "--nproc=" + settings.resources().processes(), "--");
        }
        command.add(places.binInside() + "/" + script);
        return List.copyOf(command);
    }

    private void bubblewrap(List<String> command, LaunchSpec spec, Net net) {
        add(command, "sh", "-c", Scripts.text("launch"), "launch");
        add(command, places.directory().toString(), net == Net.OWN ? "own" : "none");
        if (net == Net.OWN) {
            add(command, "unshare", "--net");
            if (user instanceof EnvironmentUser.Own) {
                // Whoever is to give it a network needs to be root where that network is.
                add(command, "--user", "--map-root-user");
            }
            add(command, "--");
        }
        add(command, "bwrap", "--info-fd", "5", "--sync-fd", "6", "--block-fd", "7", "--seccomp", "8");
        add(command, "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try");
        if (net == Net.NONE) {
            add(command, "--unshare-net");
        }
        add(command, "--hostname", "cook-" + spec.id(), "--new-session", "--cap-drop", "ALL");
        switch (user) {
            // Root needs no namespace of users; it keeps what the step down to the user takes, and loses that there.
            case EnvironmentUser.Dedicated _ ->
                add(command, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");
            case EnvironmentUser.Own(int uid) -> {
                add(command, "--unshare-user", "--uid", Integer.toString(uid), "--gid", Integer.toString(uid));
                if (!settings.userNamespaces()) {
                    add(command, "--disable-userns");
                }
            }
            case EnvironmentUser.Shared _ -> throw new IllegalStateException("a sandbox has a user of its own");
        }
        add(command, "--ro-bind", "/usr", "/usr");
        for (String path : SYSTEM) {
            asOnHost(command, Path.of(path));
        }
        add(command, "--ro-bind", "/etc", "/etc", "--proc", "/proc", "--dev", "/dev");
        memory(command, "/dev/shm", SHM_BYTES);
        memory(command, "/tmp", TMP_BYTES);
        memory(command, "/run", SMALL_BYTES);
        add(command, "--ro-bind", places.passwd().toString(), "/etc/passwd");
        add(command, "--ro-bind", places.group().toString(), "/etc/group");
        if (Files.isDirectory(Path.of("/etc/cook"))) {
            add(command, "--tmpfs", "/etc/cook", "--remount-ro", "/etc/cook");
        }
        nameResolution(command, net);
        for (Path path : settings.extraPaths()) {
            show(command, path);
        }
        add(command, "--bind", places.cook().toString(), places.cookInside());
        home.ifPresent(kept -> add(command, "--bind", kept.toString(), places.cookInside() + "/home"));
        add(command, "--ro-bind", places.bin().toString(), places.binInside());
        add(command, "--ro-bind", places.spec().toString(), places.specInside());
        add(command, "--ro-bind", spec.objects().toString(), places.objectsInside(spec.objects()));
        if (settings.isApart()) {
            add(command, "--ro-bind", sockets.toString(), BootstrapCommand.DOOR);
        }
        add(command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", places.cookInside(), "--");
    }

    /** A directory in memory; without a size the kernel gives it half of the machine's. */
    private static void memory(List<String> command, String path, long bytes) {
        add(command, "--perms", "1777", "--size", Long.toString(bytes), "--tmpfs", path);
    }

    /** Shows a path where it is on the host. bwrap would make the directories above it for root alone. */
    private static void show(List<String> command, Path path) {
        show(command, path, path);
    }

    private static void show(List<String> command, Path source, Path path) {
        List<Path> above = new ArrayList<>();
        for (Path parent = path.getParent(); parent != null && parent.getNameCount() > 0; parent = parent.getParent()) {
            above.addFirst(parent);
        }
        above.forEach(parent -> add(command, "--perms", "0755", "--dir", parent.toString()));
        add(command, "--ro-bind", source.toString(), path.toString());
    }

    private static void asOnHost(List<String> command, Path path) {
        if (Files.isSymbolicLink(path)) {
            try {
                add(command, "--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            add(command, "--ro-bind", path.toString(), path.toString());
        }
    }

    /** systemd-resolved and others make resolv.conf a link into /run, which the sandbox hides. */
    private void nameResolution(List<String> command, Net net) {
        Path file = Path.of("/etc/resolv.conf");
        if (!Files.exists(file)) {
            return;
        }
        try {
            Path real = file.toRealPath();
            boolean isShown = real.startsWith("/etc") || real.startsWith("/usr");
            if (net == Net.OWN && isShown) {
                add(command, "--ro-bind", places.resolver().toString(), real.toString());
            } else if (net == Net.OWN) {
                show(command, places.resolver(), real);
            } else if (!isShown) {
                show(command, real);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(List<String> command, String... words) {
        command.addAll(List.of(words));
    }
}
