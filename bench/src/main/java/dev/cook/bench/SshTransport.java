package dev.cook.bench;

import dev.cook.bench.GitTransport.Conversation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;

/** Over SSH: a connection for each conversation, or channels of one connection. */
final class SshTransport implements GitTransport {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Where a repository is. */
    record Place(int port, String user, String path) {}

    private final SshClient client;
    private final Place place;
    private final Optional<ClientSession> shared;

    private SshTransport(SshClient client, Place place, boolean sharing) throws IOException {
        this.client = client;
        this.place = place;
        this.shared = sharing ? Optional.of(connect()) : Optional.empty();
    }

    /**
     * Reaches a repository with a private key.
     *
     * @param sharing whether conversations are channels of one connection
     */
    static SshTransport to(Place place, Path key, boolean sharing) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((_, _, _) -> true);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
        // The same on both sides, as in the configuration of the ssh that real clients use.
        client.setKeyExchangeFactories(List.of(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.curve25519)));
        client.setCipherFactories(List.of(BuiltinCiphers.aes128gcm));
        client.setSignatureFactories(List.of(BuiltinSignatures.ed25519));
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        try {
            client.setKeyIdentityProvider(
                    KeyIdentityProvider.wrapKeyPairs(new FileKeyPairProvider(key).loadKeys(null)));
            client.start();
            return new SshTransport(client, place, sharing);
        } catch (IOException e) {
            client.stop();
            throw new BenchFailure("no SSH connection to port " + place.port() + ": " + e);
        }
    }

    private ClientSession connect() throws IOException {
        ClientSession session = client.connect(place.user(), "127.0.0.1", place.port())
                .verify(PATIENCE)
                .getSession();
        session.auth().verify(PATIENCE);
        return session;
    }

    @Override
    public Conversation open(Service service) throws IOException {
        return shared.isPresent()
                ? new SshConversation(shared.get(), service, false)
                : new SshConversation(connect(), service, true);
    }

    @Override
    public void close() {
        client.stop();
    }

    private final class SshConversation implements Conversation {
        private final ClientSession session;
        private final boolean alone;
        private final ChannelExec channel;
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private final OutputStream out;
        private final InputStream in;

        SshConversation(ClientSession session, Service service, boolean alone) throws IOException {
            this.session = session;
            this.alone = alone;
            channel = session.createExecChannel(service.program() + " '" + place.path() + "'");
            if (!service.protocol().isEmpty()) {
                channel.setEnv("GIT_PROTOCOL", service.protocol());
            }
            channel.setErr(errors);
            channel.open().verify(PATIENCE);
            out = channel.getInvertedIn();
            in = channel.getInvertedOut();
        }

        @Override
        public InputStream advertisement() {
            return in;
        }

        @Override
        public InputStream ask(byte[] request) throws IOException {
            out.write(request);
            out.flush();
            return in;
        }

        @Override
        public void hangUp() throws IOException {
            out.write(PktLine.FLUSH.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
                channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
                Integer status = channel.getExitStatus();
                if (status == null || status != 0) {
                    throw new IOException("the server on port " + place.port() + " ended with " + status + ": "
                            + errors.toString(StandardCharsets.UTF_8));
                }
            } finally {
                channel.close(true);
                if (alone) {
                    session.close(true);
                }
            }
        }
    }
}
