package dev.cook.sshd;

import java.io.IOException;
import java.util.Set;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.io.IoUtils;
import org.apache.sshd.server.channel.ChannelSession;

/**
 * A channel that tells the exit status of its command whatever the client does first.
 *
 * <p>The library sends the end of the output before the exit status, and no status at all once the client has closed the
 * channel. But a client closes its side as soon as it saw the end of the output, or, like git, the last packet that it
 * waited for. Through a shared connection that is a race which a few in a hundred commands lose: they end well and
 * report 255. Here the status goes first, then the end; and where the client was faster, the status still goes out
 * before the channel's own close, as the protocol allows.
 */
final class CookChannel extends ChannelSession {
    /** The variables that a command may see; each is read somewhere. Those of Cook's own are what its launcher knows. */
    private static final Set<String> VARIABLES = Set.of(
            "GIT_PROTOCOL",
            "TERM",
            "LANG",
            "NO_COLOR",
            "TZ",
            "COOK_REPO",
            "COOK_TERMINAL",
            "COOK_COLUMNS",
            "COOK_PROGRAM");

    /** Longest value of a variable: git's protocol list and locale names are far shorter. */
    private static final int LONGEST_VALUE = 200;

    private final int mostChannels;
    private volatile boolean tellingStatus;

    private CookChannel(int mostChannels) {
        this.mostChannels = mostChannels;
    }

    /** Makes channels of which {@code most} may be open on one connection. */
    static ChannelFactory factory(int most) {
        return new ChannelFactory() {
            @Override
            public String getName() {
                return "session";
            }

            @Override
            public Channel createChannel(Session session) {
                return new CookChannel(most);
            }
        };
    }

    /** Refuses one channel too many by itself; the library's own bound ends the whole connection, with a push on it. */
    @Override
    protected OpenFuture doInit(Buffer buffer) {
        if (service instanceof AbstractConnectionService connection
                && connection.getChannels().size() > mostChannels) {
            OpenFuture refused = new DefaultOpenFuture(this, this);
            refused.setException(new SshChannelOpenException(
                    getChannelId(),
                    SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                    "too many commands at the same time on this connection"));
            close(true);
            return refused;
        }
        return super.doInit(buffer);
    }

    @Override
    protected RequestHandler.Result handleEnvParsed(String name, String value) throws IOException {
        if (!VARIABLES.contains(name)
                || value.length() > LONGEST_VALUE
                || value.chars().anyMatch(Character::isISOControl)) {
            return RequestHandler.Result.ReplyFailure;
        }
        return super.handleEnvParsed(name, value);
    }

    @Override
    protected RequestHandler.Result handleAgentForwardingParsed(String requestType) {
        return RequestHandler.Result.ReplyFailure;
    }

    /** The client closes: whoever works for it learns it now, not when the time for its farewell is over. */
    @Override
    public void handleClose() throws IOException {
        if (commandInstance instanceof Execution execution) {
            execution.clientGone();
        }
        super.handleClose();
    }

    @Override
    protected void closeShell(int exitValue, boolean closeImmediately) {
        // Flushes; a client that has closed its side takes no more output, which is its own decision.
        IoUtils.closeQuietly(out, err);
        try {
            tellingStatus = true;
            sendExitStatus(exitValue);
            sendEof();
        } catch (IOException e) {
            log.debug("{} went away before its exit status", this, e);
        } finally {
            tellingStatus = false;
        }
        commandExitFuture.setClosed();
        close(closeImmediately);
    }

    /** The channel's close goes out only after {@code commandExitFuture}, so until then the status may still be written. */
    @Override
    protected boolean mayWrite() {
        return super.mayWrite() || (tellingStatus && !commandExitFuture.isClosed() && !isClosed());
    }
}
