package dev.cook.http.exchange;

import dev.cook.hooks.ClientNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A connection of which is known whether it sends the head of a request, and for how long. */
public final class WatchedEndPoint extends SocketChannelEndPoint {
    private final Guests guests;
    private final String network;
    private final boolean proxy;
    private volatile Doing doing = Doing.ASKING;
    private volatile long since = System.nanoTime();
    private volatile boolean healthOnly;

    /** Milliseconds of silence that end it otherwise, where a request of now may have more. */
    private volatile OptionalLong usual = OptionalLong.empty();

    private enum Doing {
        /** It sends the head of a request, or has not begun to, though it is new. */
        ASKING,
        /** Its last request was answered. */
        RESTING,
        SERVED,
        /** It speaks another protocol for good. */
        UPGRADED
    }

    /** @param proxies which addresses are of proxies, which have many clients */
    public WatchedEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Guests guests,
            Predicate<InetAddress> proxies) {
        super(channel, selector, key, scheduler);
        this.guests = guests;
        Optional<InetAddress> address = address(channel);
        this.network = address.map(ClientNetwork::of).orElse("");
        this.proxy = address.filter(proxies).isPresent();
    }

    private static Optional<InetAddress> address(SocketChannel channel) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress remote
                    ? Optional.of(remote.getAddress())
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The one that a request came by; empty where it is of another sort. */
    public static Optional<WatchedEndPoint> of(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint() instanceof WatchedEndPoint watched
                ? Optional.of(watched)
                : Optional.empty();
    }

    public String network() {
        return network;
    }

    public boolean isProxy() {
        return proxy;
    }

    /** Whether no request of it is being served. */
    public boolean waits() {
        return doing == Doing.ASKING || doing == Doing.RESTING;
    }

    public boolean asksLongerThan(Duration most) {
        return doing == Doing.ASKING && System.nanoTime() - since > most.toNanos();
    }

    /** Nothing else is answered on it: there are too many. */
    public void askOnlyForHealth() {
        healthOnly = true;
    }

    public boolean mayOnlyAskForHealth() {
        return healthOnly;
    }

    /** A whole head came. */
    public void serve() {
        doing = Doing.SERVED;
    }

    /** Who it is has still to be read from what comes. */
    public void ask() {
        since = System.nanoTime();
        doing = Doing.ASKING;
    }

    public void upgrade() {
        doing = Doing.UPGRADED;
    }

    /** Until the request is answered, silence of the client ends the connection only after this time. */
    public void waitFor(Duration silence) {
        if (usual.isEmpty()) {
            usual = OptionalLong.of(getIdleTimeout());
        }
        setIdleTimeout(silence.toMillis());
    }

    /** The request is answered. */
    public void rest() {
        usual.ifPresent(this::setIdleTimeout);
        usual = OptionalLong.empty();
        if (doing != Doing.UPGRADED) {
            doing = Doing.RESTING;
        }
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int bytes = super.fill(buffer);
        if (bytes > 0 && doing == Doing.RESTING) {
            ask();
        }
        return bytes;
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        guests.leave(this);
        super.onClose(cause);
    }
}
