package dev.cook.agents.backend;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.domain.EnvironmentId;
import dev.cook.store.WorkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Environments on this machine.
 *
 * <p>They outlive the server: nothing of it is their parent in any way that matters, and whether one runs is read from
 * /proc. Every method may be called again after a crash at any point. A machine's data directory has one backend.
 */
public final class LocalBackend implements Backend {
    private static final Logger log = LoggerFactory.getLogger(LocalBackend.class);

    /** A sandbox is up in milliseconds; a machine that needs this long has a broken one. */
    private static final Duration TRIAL_LIMIT = Duration.ofSeconds(20);
    /** Killed processes are gone within milliseconds, unless a disk hangs. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);
    /** A look at a work tree of a million files takes some seconds. */
    private static final Duration DISK_LIMIT = Duration.ofMinutes(2);
    /** Longest path of a Unix socket on Linux, without its final NUL. */
    private static final int SOCKET_PATH_BYTES = 107;

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern DISK = Pattern.compile("([0-9]{1,15})\\s");
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ProcessTable table = new ProcessTable();
    private final LocalSettings settings;
    private final Function<EnvironmentId, Path> sockets;
    private final PersistentHomes homes;
    /** Why sandboxes have no network although they should. */
    private volatile Optional<String> lacking = Optional.empty();

    /** For environments that share the machine's network. */
    LocalBackend(LocalSettings settings) {
        this(settings, id -> settings.data().resolve("doors"));
    }

    /** @param sockets the directory with an environment's sockets that lead out */
    public LocalBackend(LocalSettings settings, Function<EnvironmentId, Path> sockets) {
        this.settings = settings;
        this.sockets = sockets;
        this.homes = new PersistentHomes(settings.data(), this::kill);
    }

    @Override
    public synchronized void launch(LaunchSpec spec) {
        if (isRunning(spec.id())) {
            return;
        }
        EnvironmentDirectories places = places(spec.id());
        EnvironmentUser user = user(spec.id());
        if (settings.isolation() == Isolation.NONE) {
            requireShortPath(places);
        }
        try {
            SpecFiles.Reach reach = needsDoor() ? SpecFiles.Reach.THROUGH_DOOR : SpecFiles.Reach.DIRECT;
            EnvironmentFiles files = new EnvironmentFiles(places, user);
            files.write(spec, reach);
            files.writeGuards(SystemCallFilter.here(settings.userNamespaces()), OwnNetwork.resolver());
            if (spec.persistent().isPresent()) {
                homes.give(spec.persistent().get(), spec.id(), user);
            }
            SandboxCommand command = new SandboxCommand(
                    places,
                    user,
                    settings,
                    sockets.apply(spec.id()),
                    spec.persistent().map(homes::home));
            SandboxCommand.Net net = tryOut(command, places, spec);
            List<String> limited = new ArrayList<>(group(spec.id()).joining());
            limited.addAll(command.running("bootstrap", spec, net));
            Process process = builder(limited, places, spec)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(places.log().toFile()))
                    .redirectErrorStream(true)
                    .start();
            log.info("launched environment {} as process {}", spec.id(), process.pid());
        } catch (IOException e) {
            throw new UncheckedIOException("environment " + spec.id() + " cannot be launched", e);
        }
    }

    /** Whether anything of the environment runs on this machine. */
    boolean isRunning(EnvironmentId id) {
        return processes(id).any() || first(id).isPresent();
    }

    private Optional<ProcessHandle> first(EnvironmentId id) {
        return FirstProcess.in(places(id).first());
    }

    @Override
    public Optional<String> lacking() {
        return lacking;
    }

    /** The kernel counts a user's processes everywhere, and without a sandbox environments have no user of their own. */
    @Override
    public Optional<String> notHeld() {
        return switch (settings.isolation()) {
            case BUBBLEWRAP -> Optional.empty();
            case NONE ->
                Optional.of(
                        "processes = " + settings.resources().processes()
                                + " has no effect: without a sandbox the limit would count other users' processes; set sandbox = \"bubblewrap\"");
        };
    }

    @Override
    public Optional<String> overuse(EnvironmentId id) {
        return group(id).overuse();
    }

    @Override
    public Object place() {
        return settings.data();
    }

    @Override
    public boolean needsDoor() {
        return settings.isApart();
    }

    @Override
    public Optional<HomeStore> keeping() {
        return Optional.of(homes);
    }

    @Override
    public Life life(EnvironmentId id) {
        return isRunning(id) ? Life.RUNNING : Life.ended("the environment's processes are gone");
    }

    /** Counted as du does it: what was written, not what a file with holes claims; a file with two names once. */
    @Override
    public OptionalLong disk(EnvironmentId id) {
        HostCommand.Outcome outcome = new HostCommand(
                        List.of("du", "-s", "-k", "-x", "--", places(id).cook().toString()), DISK_LIMIT)
                .run();
        // Files that go while it counts are complained of, and do not matter.
        Matcher matcher = DISK.matcher(outcome.out());
        return matcher.lookingAt() ? OptionalLong.of(Long.parseLong(matcher.group(1)) * 1024) : OptionalLong.empty();
    }

    @Override
    public synchronized void kill(EnvironmentId id) {
        EnvironmentProcesses processes = processes(id);
        long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
        // Again and again: a process may have forked between being found and being killed.
        for (List<ProcessHandle> left = left(id, processes); !left.isEmpty(); left = left(id, processes)) {
            if (System.nanoTime() > deadline) {
                throw new WorkFailed(left.size() + (left.size() == 1 ? " process" : " processes") + " of environment "
                        + id + " cannot be killed");
            }
            user(id).killAll();
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        try {
            // The files first: the kernel may still count processes to the group that are gone.
            EnvironmentFiles.delete(places(id).directory());
            group(id).remove();
        } catch (IOException e) {
            throw new UncheckedIOException("environment " + id + " cannot be removed", e);
        }
    }

    private List<ProcessHandle> left(EnvironmentId id, EnvironmentProcesses processes) {
        List<ProcessHandle> left = new ArrayList<>(processes.all());
        first(id).ifPresent(left::addFirst);
        return left;
    }

    @Override
    public Set<EnvironmentId> list() {
        Set<EnvironmentId> found = new TreeSet<>(Comparator.comparingLong(EnvironmentId::value));
        if (!Files.isDirectory(settings.environments(), LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(settings.environments())) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (ID.matcher(name).matches()) {
                    found.add(new EnvironmentId(Long.parseLong(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /**
     * Fails if the sandbox does not come up here; cheap enough to be done before each launch. One that comes up, but not with
     * a network of its own, has none: the machine's own is only for those whom the operator lets have it.
     */
    private SandboxCommand.Net tryOut(SandboxCommand command, EnvironmentDirectories places, LaunchSpec spec)
            throws IOException {
        if (!settings.isApart()) {
            tryOut(command.running("tips", spec, SandboxCommand.Net.HOST), places, spec);
            return SandboxCommand.Net.HOST;
        }
        Optional<String> problem = Optional.empty();
        if (!settings.network().isClosed()) {
            try {
                tryOut(command.running("tips", spec, SandboxCommand.Net.OWN), places, spec);
                lacking = Optional.empty();
                return SandboxCommand.Net.OWN;
            } catch (CannotLaunch e) {
                problem = Optional.of(OwnNetwork.lacking(e.why()));
            }
        }
        tryOut(command.running("tips", spec, SandboxCommand.Net.NONE), places, spec);
        if (problem.isPresent()) {
            if (lacking.isEmpty()) {
                log.warn("{}", problem.get());
            }
            lacking = problem;
            new EnvironmentFiles(places, user(spec.id())).writeLacking(problem.get());
        }
        return SandboxCommand.Net.NONE;
    }

    private void tryOut(List<String> command, EnvironmentDirectories places, LaunchSpec spec) throws IOException {
        Path said = places.directory().resolve("trial");
        String way;
        try {
            Process trial = builder(command, places, spec)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(said.toFile())
                    .start();
            if (!trial.waitFor(TRIAL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                trial.destroyForcibly();
                way = "the environment did not start within " + TRIAL_LIMIT.toSeconds() + " s";
            } else if (trial.exitValue() == 0) {
                return;
            } else {
                way = Files.readString(said, StandardCharsets.UTF_8).strip();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(said);
        }
        throw new CannotLaunch(
                switch (settings.isolation()) {
                    case BUBBLEWRAP ->
                        "environments cannot be isolated on this machine: " + way
                                + ". Install bubblewrap 0.8 or newer (package 'bubblewrap') and allow it to create"
                                + " namespaces, or set sandbox = \"none\" if this machine is itself a sandbox";
                    case NONE ->
                        "environments cannot run on this machine: " + way + ". The user with the number "
                                + user(spec.id()).uid() + " needs to be able to enter " + places.directory();
                });
    }

    private ProcessBuilder builder(List<String> command, EnvironmentDirectories places, LaunchSpec spec) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(places.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Map<String, String> environment = builder.environment();
        // The variables of the spec come later, from files: as root, a hostile LD_PRELOAD must not be among these.
        environment.clear();
        environment.put("PATH", PATH);
        environment.put("HOME", places.cookInside() + "/home");
        environment.put("USER", "cook");
        environment.put("LOGNAME", "cook");
        environment.put("LANG", "C.UTF-8");
        environment.put("TERM", "xterm-256color");
        environment.put("COOK_HOME", places.cookInside());
        environment.put("COOK_BIN", places.binInside());
        environment.put("COOK_SPEC", places.specInside());
        environment.put("COOK_OBJECTS", places.objectsInside(spec.objects()));
        environment.put(
                EnvironmentProcesses.VARIABLE,
                EnvironmentProcesses.mark(places.directory()).orElseThrow());
        if (settings.isolation() == Isolation.NONE) {
            spec.persistent()
                    .ifPresent(kept ->
                            environment.put("COOK_KEPT", homes.home(kept).toString()));
        }
        return builder;
    }

    private static void requireShortPath(EnvironmentDirectories places) {
        String socket = places.cook() + "/run/tmux.sock";
        if (socket.getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_BYTES || socket.matches(".*['\"%\\s\\\\].*")) {
            throw new CannotLaunch("without a sandbox, the data directory's path needs to be shorter and without"
                    + " spaces or quotes: " + socket);
        }
    }

    private EnvironmentDirectories places(EnvironmentId id) {
        return new EnvironmentDirectories(settings.environments().resolve(id.toString()), settings.isolation());
    }

    private EnvironmentUser user(EnvironmentId id) {
        return EnvironmentUser.of(id, settings);
    }

    /** Named like its user, which no other environment on the machine has while it lives. */
    private ControlGroup group(EnvironmentId id) {
        String of = Integer.toHexString(settings.data().normalize().toString().hashCode());
        return new ControlGroup(of + "-" + id, settings.resources());
    }

    private EnvironmentProcesses processes(EnvironmentId id) {
        return new EnvironmentProcesses(table, user(id), places(id).directory());
    }
}
