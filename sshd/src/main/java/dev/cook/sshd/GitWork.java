package dev.cook.sshd;

import dev.cook.domain.Caller;
import dev.cook.domain.Text;
import dev.cook.hooks.ClientMistakes;
import dev.cook.hooks.MinimumRateInput;
import dev.cook.hooks.Push;
import dev.cook.hooks.PushHooks;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one fetch or push. */
final class GitWork {
    private static final Logger LOG = LoggerFactory.getLogger(GitWork.class);

    /** How long a client waits for others to finish before it is told to come back: less than people wait. */
    private static final Duration QUEUE = Duration.ofSeconds(30);

    private final PushHooks hooks;
    private final SshLimits limits;
    private final Semaphore fetches;
    private final Semaphore pushes;

    GitWork(PushHooks hooks, SshLimits limits) {
        this.hooks = hooks;
        this.limits = limits;
        this.fetches = new Semaphore(limits.fetches(), true);
        this.pushes = new Semaphore(limits.pushes(), true);
    }

    int upload(Caller caller, String repo, CommandIo io) throws IOException, InterruptedException {
        return inTurn(fetches, io, () -> {
            Optional<UploadPack> pack = hooks.upload(caller, repo);
            if (pack.isEmpty()) {
                return notThere(caller, repo, io);
            }
            io.variable("GIT_PROTOCOL")
                    .ifPresent(protocol -> pack.get().setExtraParameters(List.of(protocol.split(":"))));
            LOG.debug("{} fetches {}", caller.name(), repo);
            Repository repository = pack.get().getRepository();
            InputStream negotiation = new Negotiation(io.in(), limits.negotiation());
            try {
                // Statistics of a quiet fetch: git asked not to hear them, and JGit would say them here.
                return served(io, () -> pack.get().upload(negotiation, io.out(), OutputStream.nullOutputStream()));
            } finally {
                repository.close();
            }
        });
    }

    int receive(Caller caller, String repo, CommandIo io) throws IOException, InterruptedException {
        return inTurn(pushes, io, () -> {
            Optional<Push> found = hooks.receive(caller, repo);
            if (found.isEmpty()) {
                return notThere(caller, repo, io);
            }
            LOG.debug("{} pushes to {}", caller.name(), repo);
            InputStream in = new MinimumRateInput(io.in(), limits.slowestPush(), limits.slowStart());
            try (Push push = found.get()) {
                io.onClosed(push::detach);
                return served(io, () -> push.serve(in, io.out(), io.err()));
            }
        });
    }

    private interface Step {
        int run() throws IOException;
    }

    private interface Service {
        void run() throws IOException;
    }

    private static int inTurn(Semaphore atOnce, CommandIo io, Step step) throws IOException, InterruptedException {
        if (!atOnce.tryAcquire(QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
            io.fail("the server is busy with other fetches and pushes", "try again in a minute");
            return 1;
        }
        try {
            return step.run();
        } finally {
            atOnce.release();
        }
    }

    private static int served(CommandIo io, Service service) throws IOException {
        try {
            service.run();
            io.out().flush();
            return 0;
        } catch (ServiceMayNotContinueException e) {
            // Git was told why in its own words.
            return 1;
        } catch (UnpackException e) {
            // So it was here; the cause says what was wrong with the pack.
            LOG.info("a push was refused: {}", Text.printable(String.valueOf(e.getCause())));
            return 1;
        } catch (EOFException e) {
            LOG.debug("the client hung up in the middle", e);
            return 1;
        } catch (IOException e) {
            Optional<String> mistake = ClientMistakes.told(e);
            if (mistake.isEmpty()) {
                throw e;
            }
            LOG.info("a fetch or push was refused: {}", mistake.get());
            io.fail(mistake.get(), "");
            return 1;
        }
    }

    private static int notThere(Caller caller, String repo, CommandIo io) {
        io.fail(
                "no repository '" + Text.printable(repo) + "', or no access to it",
                switch (caller) {
                    case Caller.AccountCaller _ -> "list your repositories: ssh HOST repo list";
                    case Caller.EnvironmentCaller _ ->
                        "this environment reads its own repository, those under `repos` of its table in cook.toml, and"
                                + " submodules of what a person pushed to the branch; ask a person for more with `cook ask`";
                });
        return 1;
    }
}
