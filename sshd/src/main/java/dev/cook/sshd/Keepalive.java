package dev.cook.sshd;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.session.helpers.ReservedSessionMessagesHandlerAdapter;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Asks clients whose commands run to answer now and then. A live client thus never counts as silent, however long its
 * command has nothing to say, and a dead one is found out; a connection without commands is left to fall idle.
 */
final class Keepalive extends ReservedSessionMessagesHandlerAdapter {
    private static final String REQUEST = "keepalive@openssh.com";

    @Override
    public boolean sendReservedHeartbeat(ConnectionService service) throws Exception {
        if (!(service instanceof AbstractConnectionService connection)
                || connection.getChannels().isEmpty()) {
            return false;
        }
        Session session = service.getSession();
        Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        buffer.putString(REQUEST);
        buffer.putBoolean(true);
        session.request(buffer, REQUEST, (command, answer) -> {});
        return true;
    }
}
