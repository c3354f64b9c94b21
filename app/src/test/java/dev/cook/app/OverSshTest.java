package dev.cook.app;

import dev.cook.agents.backend.SshMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** The agent runs on another machine, behind a real sshd. */
final class OverSshTest extends ElsewhereContract {
    private Optional<SshMachine> machine = Optional.empty();

    @Override
    void prepare() throws Exception {
        machine = Optional.of(new SshMachine(site.directory().resolve("m")));
        // An operator has keys and known hosts in their home; this server gets them as words.
        Path ssh = Files.createDirectory(bin()).resolve("ssh");
        Files.writeString(ssh, "#!/bin/sh\nexec /usr/bin/ssh " + String.join(" ", there().options()) + " \"$@\"\n");
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private SshMachine there() {
        return machine.orElseThrow();
    }

    private Path bin() {
        return site.directory().resolve("bin");
    }

    @Override
    String table() {
        return "backend = \"ssh\"\nhost = \"" + there().host() + "\"\n";
    }

    @Override
    Map<String, String> variables() {
        return Map.of("PATH", bin() + ":" + System.getenv("PATH"));
    }

    @Override
    void leave() {
        machine.ifPresent(SshMachine::close);
    }
}
