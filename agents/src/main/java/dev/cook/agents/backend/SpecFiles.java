package dev.cook.agents.backend;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Oid;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an environment is to be, as the files that its scripts read: nothing of it is ever parsed by a shell. */
final class SpecFiles {
    /** How an environment gets to the server. */
    enum Reach {
        /** Over the network. */
        DIRECT,
        /** Through a Unix socket that the server has put into it. */
        THROUGH_DOOR
    }

    /**
     * One file.
     *
     * @param secret whether nobody but the environment's user may read it
     */
    record Entry(String name, String content, boolean secret) {}

    private SpecFiles() {}

    /** @param directory where the files will lie, as the environment sees it */
    static List<Entry> of(LaunchSpec spec, String directory, Reach reach) {
        List<Entry> entries = new ArrayList<>();
        String key = spec.privateKey().endsWith("\n") ? spec.privateKey() : spec.privateKey() + "\n";
        entries.add(new Entry("key", key, true));
        add(entries, "known_hosts", "cook " + spec.server().hostKey() + "\n");
        add(entries, "ssh_config", sshConfig(spec.server(), directory, reach));
        add(entries, "repo", spec.repo());
        add(
                entries,
                "addresses",
                spec.server().alsoKnownAs().stream().map(line -> line + "\n").collect(Collectors.joining()));
        add(entries, "git-name", spec.author().name());
        add(entries, "git-email", spec.author().email());
        add(entries, "tips", spec.tips().stream().map(Oid::hex).collect(Collectors.joining("\n", "", "\n")));
        switch (spec.checkout()) {
            case Checkout.Branch(var name) -> add(entries, "branch", name.value());
            case Checkout.None() -> add(entries, "idle", "");
            case Checkout.Commit(String ref, Oid commit, Optional<String> answer, Optional<Checkout.Base> base) -> {
                base.ifPresent(stood -> {
                    add(entries, "target", stood.target().value());
                    add(entries, "base", stood.commit().hex());
                });
                answer.ifPresent(place -> add(entries, "answer", place));
                add(entries, "ref", ref);
                add(entries, "commit", commit.hex());
            }
        }
        spec.autosaving().ifPresent(saving -> {
            add(entries, "autosave", AutosaveRef.of(saving.session()));
            add(
                    entries,
                    "autosave-every",
                    BigDecimal.valueOf(saving.every().toMillis(), 3).toPlainString());
            if (saving.restore()) {
                add(entries, "restore", "");
            }
        });
        spec.bearer().ifPresent(bearer -> entries.add(new Entry("bearer", bearer, true)));
        if (!spec.beside().isEmpty()) {
            // Words without blanks, one repository a line.
            add(
                    entries,
                    "repos",
                    spec.beside().stream()
                            .map(repo -> repo.path() + " " + repo.ref() + " " + repo.url() + "\n")
                            .collect(Collectors.joining()));
        }
        spec.configuration().ifPresent(configuration -> {
            add(entries, "configuration", configuration.kind().word());
            add(entries, "attribute", configuration.attribute().orElse(""));
        });
        if (spec.persistent().isPresent()) {
            add(entries, "kept", "");
        }
        spec.variables().values().forEach((name, value) -> entries.add(new Entry("env/" + name, value, true)));
        return List.copyOf(entries);
    }

    private static void add(List<Entry> entries, String name, String content) {
        entries.add(new Entry(name, content, false));
    }

    /** One configuration for git and for the scripts: the server is known by its key, whatever its address. */
    private static String sshConfig(ServerAddress server, String directory, Reach reach) {
        String way =
                switch (reach) {
                    case DIRECT -> "";
                    case THROUGH_DOOR ->
                        "    ProxyCommand \"" + directory + "/../cook-bin/dial\" " + BootstrapCommand.DOOR + "/"
                                + EnvironmentSockets.SOCKET + "\n";
                };
        return """
                Host cook
                    HostName %s
                    Port %d
                Host *
                    User %s
                    HostKeyAlias cook
                    IdentityFile "%s/key"
                    IdentitiesOnly yes
                    UserKnownHostsFile "%s/known_hosts"
                    GlobalKnownHostsFile /dev/null
                    StrictHostKeyChecking yes
                    UpdateHostKeys no
                    BatchMode yes
                    ConnectTimeout 10
                    ServerAliveInterval 15
                    ServerAliveCountMax 3
                    ControlMaster no
                    ControlPath none
                    ForwardAgent no
                    LogLevel ERROR
                """.formatted(server.host(), server.port(), server.user(), directory, directory) + way;
    }
}
