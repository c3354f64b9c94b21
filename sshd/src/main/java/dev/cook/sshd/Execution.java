package dev.cook.sshd;

import dev.cook.store.FailureReason;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Phaser;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command of a client on a virtual thread of its own. A client that goes away closes the streams and interrupts
 * nothing: an interrupt inside JGit or a database driver would break more than this command.
 */
final class Execution implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /** Exit status of a command that broke; what it might have said is in the log. */
    private static final int BROKEN = 1;

    /** What is to be done. */
    interface Work {
        int run(CommandIo io) throws IOException, InterruptedException;
    }

    private final String name;
    private final Work work;
    private final long readTimeoutMillis;
    private final Phaser running;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;
    private volatile @Nullable CommandIo io;

    /**
     * @param readTimeoutMillis how long one read may wait for the client; 0: for ever
     * @param running counts the commands that run, for whoever waits for them to end
     */
    Execution(String name, long readTimeoutMillis, Phaser running, Work work) {
        this.name = name;
        this.readTimeoutMillis = readTimeoutMillis;
        this.running = running;
        this.work = work;
    }

    @Override
    public void setInputStream(InputStream stream) {
        if (stream instanceof ChannelPipedInputStream piped) {
            piped.setTimeout(readTimeoutMillis);
        }
        this.in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        this.out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        this.err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        InputStream input = in;
        OutputStream output = out;
        OutputStream error = err;
        ExitCallback callback = exit;
        if (input == null || output == null || error == null || callback == null) {
            throw new IllegalStateException("a command is started once its streams are set");
        }
        Map<String, String> variables = new TreeMap<>(environment.getEnv());
        boolean terminal = variables.containsKey(Environment.ENV_COLUMNS);
        CommandIo streams = new CommandIo(input, output, error, variables, terminal);
        io = streams;
        environment.addSignalListener(
                (_, _) -> streams.resize(CommandIo.sizeOf(environment.getEnv())), List.of(Signal.WINCH));
        running.register();
        Thread.ofVirtual().name("ssh " + name).start(() -> run(streams, callback));
    }

    @Override
    public void destroy(ChannelSession channel) throws IOException {
        clientGone();
        if (in != null) {
            in.close();
        }
    }

    /** Tells the command that nobody reads it any more. */
    void clientGone() {
        CommandIo streams = io;
        if (streams != null) {
            streams.hangUp();
        }
    }

    private void run(CommandIo streams, ExitCallback callback) {
        int status = BROKEN;
        try {
            status = work.run(streams);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            // One command that needs more memory than there is ends alone: nobody else has lost any.
            explain(streams, e);
        } finally {
            streams.finish();
            callback.onExit(status);
            running.arriveAndDeregister();
        }
    }

    private void explain(CommandIo streams, Throwable e) {
        if (streams.closed()) {
            LOG.debug("{}: the client went away", name, e);
            return;
        }
        String id = UUID.randomUUID().toString();
        if (Store.isUnreachable(e)) {
            LOG.warn("{} ended, as the database cannot be reached ({})", name, id, e);
        } else {
            LOG.error("{} failed ({})", name, id, e);
        }
        streams.fail(
                FailureReason.told(e) + " (reference " + id + ")",
                "try again in a minute; if the error stays, give an admin of this server the reference from its log");
    }
}
