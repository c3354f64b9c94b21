package dev.cook.agents.backend;

import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.PersistentId;
import dev.cook.store.WorkFailed;
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
    /** As the machine said at the last launch. */
    private volatile Optional<String> notHeld = Optional.empty();

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
        if (!answered(outcome).ok()) {
            throw new CannotLaunch("cannot create an environment on " + host + ": " + outcome.complaint());
        }
        notHeld = Optional.of(outcome.out().strip()).filter(said -> !said.isEmpty());
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
    public Object place() {
        return host;
    }

    @Override
    public Optional<String> notHeld() {
        return notHeld;
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
        if (!answered(outcome).ok()) {
            throw new WorkFailed(host + " cannot tell " + what + ": " + outcome.complaint());
        }
        return outcome;
    }

    /** Whatever the machine says; one that does not answer may be back soon. */
    private HostCommand.Outcome answered(HostCommand.Outcome outcome) {
        if (outcome.status() == NOT_REACHED || outcome.unanswered()) {
            throw new WorkFailed(host + " does not answer: " + outcome.complaint()
                    + ". The server's user must be able to sign in there without a prompt; try: ssh -o BatchMode=yes "
                    + signIn());
        }
        return outcome;
    }

    /** As a person would call the machine. */
    private String signIn() {
        return (host.getPort() > 0 ? "-p " + host.getPort() + " " : "")
                + (host.getUserInfo() == null ? "" : host.getUserInfo() + "@")
                + host.getHost();
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
