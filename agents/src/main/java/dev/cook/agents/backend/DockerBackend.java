package dev.cook.agents.backend;

import dev.cook.config.Network;
import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import dev.cook.store.WorkFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Environments in containers, through the {@code docker} command and whatever engine it reaches. */
public final class DockerBackend implements Backend {
    /** An image may have to be fetched first. */
    private static final Duration LAUNCH_LIMIT = Duration.ofMinutes(10);

    /** Tries of a container that has no such command: a busy engine started it without its image's files. */
    private static final int LAUNCHES = 3;

    /** As docker says that the image has no such command; what else goes wrong is not tried again. */
    private static final int NO_SUCH_COMMAND = 127;

    /** For everything else: an engine answers in a second, a busy one in ten. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** As the docker command says that it does not reach its engine. */
    private static final List<String> AWAY = List.of(
            "cannot connect to the docker daemon", "error during connect", "permission denied while trying to connect");

    static final String SERVER_LABEL = "cook.server";
    private static final String ENVIRONMENT_LABEL = "cook.environment";

    private final String server;
    private final String image;
    private final Network network;
    private final Resources resources;
    private final Function<EnvironmentId, Path> sockets;
    private final List<String> engine;
    private final DockerVolumes volumes;

    /**
     * Makes containers of one image.
     *
     * @param server unlike that of any other server that uses the same engine
     * @param sockets the directory with the socket at which the environment reaches the server
     */
    public DockerBackend(
            String server, String image, Network network, Resources resources, Function<EnvironmentId, Path> sockets) {
        this(server, image, network, resources, sockets, "");
    }

    /** @param engine where the engine listens; empty: wherever the docker command finds it */
    DockerBackend(
            String server,
            String image,
            Network network,
            Resources resources,
            Function<EnvironmentId, Path> sockets,
            String engine) {
        this.network = network;
        this.engine = engine.isEmpty() ? List.of("docker") : List.of("docker", "--host", engine);
        this.server = server;
        this.image = image;
        this.resources = resources;
        this.sockets = sockets;
        this.volumes = new DockerVolumes(server, image, this::docker);
    }

    @Override
    public void launch(LaunchSpec spec) {
        if (life(spec.id()).running()) {
            return;
        }
        kill(spec.id());
        spec.persistent().ifPresent(volumes::prepare);
        BootstrapCommand seed = BootstrapCommand.of(spec, name(spec.id()), SpecFiles.Reach.THROUGH_DOOR);
        List<String> command = new ArrayList<>(engine);
        add(command, "run", "--detach", "--name", name(spec.id()));
        add(command, "--label", SERVER_LABEL + "=" + server);
        add(command, "--label", ENVIRONMENT_LABEL + "=" + spec.id());
        add(command, "--hostname", "cook-" + spec.id());
        switch (network) {
            case Network.Host _ -> add(command, "--network", "host");
            case Network.Open _ -> {}
            case Network.Cook _, Network.Only _ -> add(command, "--network", "none");
        }
        add(command, "--security-opt", "no-new-privileges");
        for (String capability : List.of("NET_RAW", "MKNOD", "AUDIT_WRITE", "SYS_CHROOT", "SETFCAP")) {
            add(command, "--cap-drop", capability);
        }
        limits(command);
        add(command, "--volume", spec.objects() + ":" + BootstrapCommand.OBJECTS + ":ro");
        add(command, "--volume", sockets.apply(spec.id()) + ":" + BootstrapCommand.DOOR + ":ro");
        Map<String, String> variables = new TreeMap<>(seed.variables());
        variables.put("COOK_ROOT", "/tmp/cook");
        spec.persistent().ifPresent(kept -> {
            add(command, "--label", DockerVolumes.KEPT_LABEL + "=" + kept);
            add(command, "--volume", volumes.name(kept) + ":" + DockerVolumes.INSIDE);
            variables.put("COOK_KEPT", DockerVolumes.INSIDE);
        });
        // Names only: the values come from the docker command's own environment, which no list of processes shows.
        variables.keySet().forEach(name -> add(command, "--env", name));
        add(command, "--entrypoint", seed.command().getFirst(), image);
        command.addAll(seed.command().subList(1, seed.command().size()));
        for (int tries = 1; ; tries++) {
            HostCommand.Outcome outcome = new HostCommand(command, variables, "", LAUNCH_LIMIT).run();
            if (outcome.ok()) {
                return;
            }
            if (isAway(outcome)) {
                throw problem("start a container", outcome);
            }
            kill(spec.id());
            if (outcome.status() != NO_SUCH_COMMAND || tries == LAUNCHES) {
                throw new CannotLaunch(
                        "docker cannot start a container of the image " + image + ": " + outcome.complaint());
            }
        }
    }

    private void limits(List<String> command) {
        add(command, "--pids-limit", Integer.toString(resources.processes()));
        add(command, "--ulimit", "core=0");
        add(command, "--ulimit", "fsize=" + resources.fileSize());
        resources
                .memory()
                .ifPresent(
                        bytes -> add(command, "--memory", Long.toString(bytes), "--memory-swap", Long.toString(bytes)));
        resources.cpus().ifPresent(cpus -> add(command, "--cpus", cpus.toPlainString()));
    }

    @Override
    public Object place() {
        return engine;
    }

    @Override
    public boolean needsDoor() {
        return true;
    }

    @Override
    public Optional<HomeStore> keeping() {
        return Optional.of(volumes);
    }

    @Override
    public Life life(EnvironmentId id) {
        HostCommand.Outcome outcome =
                docker("inspect", "--type", "container", "--format", "{{.State.Status}} {{.State.ExitCode}}", name(id));
        if (!outcome.ok()) {
            if (outcome.err().toLowerCase(Locale.ROOT).contains("no such")) {
                return Life.ended("the container is gone");
            }
            throw problem("tell whether environment " + id + " is running", outcome);
        }
        String status = outcome.out().strip();
        return switch (status.split(" ", 2)[0]) {
            case "running", "created", "restarting", "paused" -> Life.RUNNING;
            default -> Life.ended("its container " + status + ": " + lastWords(id));
        };
    }

    private String lastWords(EnvironmentId id) {
        return docker("logs", "--tail", "5", name(id)).complaint();
    }

    @Override
    public void kill(EnvironmentId id) {
        HostCommand.Outcome outcome = docker("rm", "--force", "--volumes", name(id));
        if (!outcome.ok() && !outcome.err().toLowerCase(Locale.ROOT).contains("no such container")) {
            throw problem("remove environment " + id, outcome);
        }
    }

    @Override
    public Set<EnvironmentId> list() {
        HostCommand.Outcome outcome = docker(
                "ps",
                "--all",
                "--filter",
                "label=" + SERVER_LABEL + "=" + server,
                "--format",
                "{{.Label \"" + ENVIRONMENT_LABEL + "\"}}");
        if (!outcome.ok()) {
            throw problem("list containers", outcome);
        }
        return outcome.out()
                .lines()
                .filter(line -> line.matches("[1-9][0-9]{0,17}"))
                .map(line -> new EnvironmentId(Long.parseLong(line)))
                .collect(Collectors.toSet());
    }

    /** Whether it is docker that is not to be had: what was asked for may be right, and is asked for again. */
    static boolean isAway(HostCommand.Outcome outcome) {
        String said = outcome.err().toLowerCase(Locale.ROOT);
        return outcome.unanswered() || AWAY.stream().anyMatch(said::contains);
    }

    /** @param what it was to do, in words that follow "cannot" */
    static WorkFailed problem(String what, HostCommand.Outcome outcome) {
        return new WorkFailed(
                isAway(outcome)
                        ? "docker does not answer: " + outcome.complaint()
                                + ". Start it (systemctl start docker), and let the server's user into its group"
                        : "docker cannot " + what + ": " + outcome.complaint());
    }

    private String name(EnvironmentId id) {
        return "cook-" + server + "-" + id;
    }

    private HostCommand.Outcome docker(String... words) {
        return docker(List.of(words));
    }

    private HostCommand.Outcome docker(List<String> words) {
        List<String> command = new ArrayList<>(engine);
        command.addAll(words);
        HostCommand.Outcome outcome = new HostCommand(command, LIMIT).run();
        for (int tries = 1; outcome.status() == NO_SUCH_COMMAND && tries < LAUNCHES; tries++) {
            outcome = new HostCommand(command, LIMIT).run();
        }
        return outcome;
    }

    private static void add(List<String> command, String... words) {
        command.addAll(List.of(words));
    }
}
