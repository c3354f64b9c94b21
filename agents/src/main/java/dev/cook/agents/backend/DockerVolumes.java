package dev.cook.agents.backend;

import dev.cook.domain.PersistentId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Home directories in volumes of a container engine, which stay when the container that had them goes. */
final class DockerVolumes implements HomeStore {
    static final String KEPT_LABEL = "cook.kept";

    /** Where a container finds its home. */
    static final String INSIDE = "/cook-home";

    /** Of all backends of this server: a volume is reached through any of those that share its engine. */
    private static final List<Object> LOCKS =
            Stream.generate(Object::new).limit(64).toList();

    private final String server;
    private final String image;
    private final Function<List<String>, HostCommand.Outcome> docker;

    /**
     * Keeps volumes for containers of one image.
     *
     * @param docker runs one command of the engine
     */
    DockerVolumes(String server, String image, Function<List<String>, HostCommand.Outcome> docker) {
        this.server = server;
        this.image = image;
        this.docker = docker;
    }

    String name(PersistentId id) {
        return "cook-" + server + "-kept-" + id;
    }

    /** Makes the volume if it is not there, and ends the container that has it. */
    void prepare(PersistentId id) {
        endHolder(id);
        required(
                List.of(
                        "volume",
                        "create",
                        "--label",
                        DockerBackend.SERVER_LABEL + "=" + server,
                        "--label",
                        KEPT_LABEL + "=" + id,
                        name(id)),
                "make a volume");
        // A new volume is root's, and the image's user may be another; nobody but this container sees it.
        required(inVolume(id, "0", "", "chmod", "1777", INSIDE), "prepare a volume with the image " + image);
    }

    private void endHolder(PersistentId id) {
        HostCommand.Outcome holders = docker.apply(List.of(
                "ps",
                "--all",
                "--quiet",
                "--filter",
                "label=" + DockerBackend.SERVER_LABEL + "=" + server,
                "--filter",
                "label=" + KEPT_LABEL + "=" + id));
        if (!holders.ok()) {
            throw DockerBackend.problem("list containers", holders);
        }
        for (String holder : holders.out().lines().toList()) {
            HostCommand.Outcome gone = docker.apply(List.of("rm", "--force", "--volumes", holder));
            if (!gone.ok() && !isMissing(gone)) {
                throw DockerBackend.problem("remove container " + holder, gone);
            }
        }
    }

    private List<String> inVolume(PersistentId id, String user, String access, String program, String... words) {
        List<String> command = new java.util.ArrayList<>(List.of("run", "--rm", "--network", "none", "--user", user));
        command.addAll(List.of("--volume", name(id) + ":" + INSIDE + access, "--entrypoint", program, image));
        command.addAll(List.of(words));
        return command;
    }

    private void required(List<String> command, String what) {
        HostCommand.Outcome outcome = docker.apply(command);
        if (DockerBackend.isAway(outcome)) {
            throw DockerBackend.problem(what, outcome);
        }
        if (!outcome.ok()) {
            throw new CannotLaunch("docker cannot " + what + ": " + outcome.complaint());
        }
    }

    /** A container whose volume is not there gets a new one, so none may be removed between the look and the measuring. */
    @Override
    public long bytes(PersistentId id) {
        synchronized (lock(id)) {
            if (!persistent().contains(id)) {
                return 0;
            }
            return PersistentHomes.kib(
                    docker.apply(inVolume(id, "0", ":ro", "du", "-sk", INSIDE)), "persistent environment " + id);
        }
    }

    @Override
    public void discard(PersistentId id) {
        synchronized (lock(id)) {
            remove(id);
        }
    }

    private void remove(PersistentId id) {
        endHolder(id);
        HostCommand.Outcome outcome = docker.apply(List.of("volume", "rm", "--force", name(id)));
        if (!outcome.ok() && !isMissing(outcome)) {
            throw DockerBackend.problem("remove a volume", outcome);
        }
    }

    private static Object lock(PersistentId id) {
        return LOCKS.get((int) (id.value() % LOCKS.size()));
    }

    private static boolean isMissing(HostCommand.Outcome outcome) {
        return outcome.err().toLowerCase(Locale.ROOT).contains("no such");
    }

    @Override
    public Set<PersistentId> persistent() {
        HostCommand.Outcome outcome = docker.apply(List.of(
                "volume",
                "ls",
                "--filter",
                "label=" + DockerBackend.SERVER_LABEL + "=" + server,
                "--format",
                "{{.Label \"" + KEPT_LABEL + "\"}}"));
        if (!outcome.ok()) {
            throw DockerBackend.problem("list volumes", outcome);
        }
        return outcome.out()
                .lines()
                .filter(line -> line.matches("[1-9][0-9]{0,17}"))
                .map(line -> new PersistentId(Long.parseLong(line)))
                .collect(Collectors.toSet());
    }
}
