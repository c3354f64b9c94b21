package dev.cook.agents.backend;

import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.PersistentId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Environments on another Linux machine that has sh, git, ssh, tmux and util-linux, as the user that the server signs in
 * as. The machine has to reach the server's SSH address by itself.
 */
public final class SshBackend implements Backend, HomeStore {
    /** A machine that needs longer to answer is taken for one that does not. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Exit status of ssh itself. */
    private static final int NOT_REACHED = 255;

    private final String server;
    private final URI host;
    private final Resources resources;
    private final List<String> options;

    /** @param server unlike that of any other server that uses the same machine */
    public SshBackend(String server, URI host, Resources resources) {
        this(server, host, resources, List.of());
    }

    /** @param options further words for ssh, such as where a test keeps its key */
    SshBackend(String server, URI host, Resources resources, List<String> options) {
        this.server = server;
        this.host = host;
        this.resources = resources;
        this.options = List.copyOf(options);
    }

    @Override
    public void launch(LaunchSpec spec) {
        BootstrapCommand seed = BootstrapCommand.of(spec, mark(spec.id()), SpecFiles.Reach.DIRECT);
        Map<String, String> variables = new TreeMap<>(seed.variables());
        variables.put("COOK_FSIZE", Long.toString(resources.fileSize()));
        variables.put("COOK_NPROC", Integer.toString(resources.processes()));
        variables.put("COOK_SCRIPT", seed.command().getLast());
        spec.persistent().ifPresent(kept -> variables.put("COOK_KEEP", keep(kept)));
        HostCommand.Outcome outcome = far("launch", spec.id(), variables);
        if (!outcome.ok()) {
            throw new CannotLaunch(
                    outcome.status() == NOT_REACHED || outcome.status() < 0
                            ? "ssh cannot connect to " + host + ": " + outcome.complaint()
                                    + ". The server's user must be able to sign in without a prompt; try `ssh -o BatchMode=yes`"
                            : "cannot create an environment on " + host + ": " + outcome.complaint());
        }
    }

    @Override
    public Life life(EnvironmentId id) {
        HostCommand.Outcome outcome = answered(far("life", id, Map.of()), "whether environment " + id + " lives");
        return outcome.out().startsWith("running")
                ? Life.RUNNING
                : Life.ended("nothing of the environment runs on " + host + ": "
                        + outcome.out().strip());
    }

    @Override
    public void kill(EnvironmentId id) {
        answered(far("kill", id, Map.of()), "that environment " + id + " is gone");
    }

    @Override
    public Set<EnvironmentId> list() {
        return numbers(answered(run("list", Map.of()), "which environments it has")).stream()
                .map(EnvironmentId::new)
                .collect(Collectors.toSet());
    }

    /** The numbers of what is this server's in a listing of names. */
    private List<Long> numbers(HostCommand.Outcome outcome) {
        String ours = server + "-";
        return outcome.out()
                .lines()
                .filter(line -> line.matches(java.util.regex.Pattern.quote(ours) + "[1-9][0-9]{0,17}"))
                .map(line -> Long.parseLong(line.substring(ours.length())))
                .toList();
    }

    @Override
    public Optional<HomeStore> keeping() {
        return Optional.of(this);
    }

    @Override
    public long bytes(PersistentId id) {
        String what = "what persistent environment " + id + " holds";
        return PersistentHomes.kib(
                answered(run("bytes", Map.of("COOK_KEEP", keep(id))), what), "persistent environment " + id);
    }

    @Override
    public void discard(PersistentId id) {
        answered(run("discard", Map.of("COOK_KEEP", keep(id))), "that persistent environment " + id + " is gone");
    }

    @Override
    public Set<PersistentId> persistent() {
        return numbers(answered(run("kept", Map.of()), "which persistent environments it has")).stream()
                .map(PersistentId::new)
                .collect(Collectors.toSet());
    }

    private String keep(PersistentId id) {
        return server + "-" + id;
    }

    private HostCommand.Outcome answered(HostCommand.Outcome outcome, String what) {
        if (!outcome.ok()) {
            throw new IllegalStateException(host + " cannot tell " + what + ": " + outcome.complaint());
        }
        return outcome;
    }

    private HostCommand.Outcome far(String verb, EnvironmentId id, Map<String, String> variables) {
        Map<String, String> all = new TreeMap<>(variables);
        all.put("COOK_MARK", mark(id));
        return run(verb, all);
    }

    private HostCommand.Outcome run(String verb, Map<String, String> variables) {
        List<String> command = new ArrayList<>(
                List.of("ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"));
        command.addAll(options);
        if (host.getPort() > 0) {
            command.addAll(List.of("-p", Integer.toString(host.getPort())));
        }
        if (host.getUserInfo() != null) {
            command.addAll(List.of("-l", host.getUserInfo()));
        }
        command.addAll(List.of("--", host.getHost(), "exec sh -s " + verb));
        return new HostCommand(command, Map.of(), script(variables), LIMIT).run();
    }

    /** All that is secret is in the script, which travels as input: no list of processes shows it. */
    private static String script(Map<String, String> variables) {
        StringBuilder script = new StringBuilder();
        variables.forEach((name, value) -> script.append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return script + Scripts.text("ssh-host");
    }

    private String mark(EnvironmentId id) {
        return server + "-" + id;
    }
}
