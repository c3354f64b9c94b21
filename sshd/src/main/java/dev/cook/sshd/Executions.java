package dev.cook.sshd;

import dev.cook.domain.Caller;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.lfs.LfsOperation;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ShellFactory;

/** Turns what a channel asks for into work. */
final class Executions implements CommandFactory, ShellFactory {
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    private final SshLimits limits;
    private final Authenticator callers;
    private final GitWork git;
    private final LfsWork lfs;
    private final CommandRunner commands;
    private final Phaser running;

    Executions(
            SshLimits limits, Authenticator callers, GitWork git, LfsWork lfs, CommandRunner commands, Phaser running) {
        this.lfs = lfs;
        this.limits = limits;
        this.callers = callers;
        this.git = git;
        this.commands = commands;
        this.running = running;
    }

    /** The fingerprint of a key as ssh-keygen prints it. */
    static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }

    @Override
    public Command createCommand(ChannelSession channel, String line) {
        return switch (GitCommandLine.parse(line)) {
            case GitCommandLine.Upload(String repo) ->
                gitCommand(channel, "git-upload-pack", limits.stall(), (caller, io) -> git.upload(caller, repo, io));
            case GitCommandLine.Receive(String repo) ->
                gitCommand(
                        channel, "git-receive-pack", limits.slowStart(), (caller, io) -> git.receive(caller, repo, io));
            case GitCommandLine.LfsAuthenticate(String repo, LfsOperation operation) ->
                execution(
                        channel,
                        "git-lfs-authenticate",
                        0,
                        (caller, io) -> lfs.authenticate(caller, repo, operation, io));
            case GitCommandLine.LfsTransfer(String repo, LfsOperation operation) ->
                // Between two files it may be silent for as long as git takes to write the others.
                gitCommand(
                        channel,
                        "git-lfs-transfer",
                        limits.slowStart(),
                        (caller, io) -> lfs.transfer(caller, repo, operation, io));
            case GitCommandLine.Refused(String problem, String wayOut) -> refusal(problem, wayOut);
            case GitCommandLine.Other() ->
                switch (CommandLineWords.split(line)) {
                    case CommandLineWords.Split.Bad(String problem, String wayOut) -> refusal(problem, wayOut);
                    case CommandLineWords.Split.Words(List<String> words) ->
                        execution(channel, "command", 0, (caller, io) -> commands.run(caller, words, io));
                };
        };
    }

    @Override
    public Command createShell(ChannelSession channel) {
        return execution(channel, "greeting", 0, (caller, io) -> {
            io.print().print("Hello " + caller.name() + "! You are signed in to Cook, which offers no shell.\n");
            io.print().print("List the commands: ssh HOST help\n");
            return 0;
        });
    }

    /** Work for a caller who is known by now. */
    private interface CallersWork {
        int run(Caller caller, CommandIo io) throws IOException, InterruptedException;
    }

    /** @param silence how long it waits for its client to send something */
    private Command gitCommand(ChannelSession channel, String name, Duration silence, CallersWork work) {
        return execution(channel, name, silence.toMillis(), (caller, io) -> {
            Future<?> end = channel.getSession()
                    .getFactoryManager()
                    .getScheduledExecutorService()
                    .schedule(() -> channel.close(true), limits.longestGit().toMillis(), TimeUnit.MILLISECONDS);
            try {
                return work.run(caller, io);
            } finally {
                end.cancel(false);
            }
        });
    }

    private Command execution(ChannelSession channel, String name, long readTimeoutMillis, CallersWork work) {
        return new Execution(name, readTimeoutMillis, running, io -> {
            Optional<String> tooMany = CountedSessions.refused(channel.getServerSession());
            if (tooMany.isPresent()) {
                io.fail(tooMany.get(), "");
                return REFUSED;
            }
            // Asked for each command: a key that was removed meanwhile starts nothing more on an open connection.
            Optional<Caller> caller = provenKey(channel.getServerSession())
                    .map(Executions::fingerprint)
                    .flatMap(callers::byFingerprint);
            if (caller.isEmpty()) {
                io.fail(
                        "your SSH key was removed from this server",
                        "connect again with another key, or ask an admin to add the key");
                return REFUSED;
            }
            return work.run(caller.get(), io);
        });
    }

    private Command refusal(String problem, String wayOut) {
        return new Execution("refusal", 0, running, io -> {
            io.fail(problem, wayOut);
            return USAGE;
        });
    }

    /** The key that a client has signed with. */
    static Optional<PublicKey> provenKey(ServerSession session) {
        List<PublicKey> keys = session.getAttribute(UserAuthPublicKey.AUTHENTICATED_KEYS);
        return keys == null || keys.isEmpty() ? Optional.empty() : Optional.of(keys.getLast());
    }
}
