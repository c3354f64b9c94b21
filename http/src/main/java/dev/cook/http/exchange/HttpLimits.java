package dev.cook.http.exchange;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What one client, or all of them, may use at most. Sizes are bytes.
 *
 * @param connections open at once; each costs a few KB and a selector key
 * @param connectionsPerAddress of those, from one IPv4 address or one IPv6 /64; proxies that are known may have all
 * @param reserve connections beyond these, on which only the server's health is told
 * @param head how long a client may take to send the head of a request, from when it connects or from its first byte
 * @param acceptsPerSecond new connections; more wait in the kernel's queue
 * @param header all header lines of a request; git sends under 1 KB, a cookie and a token fit with room
 * @param idle silence after which a connection is closed while Cook waits for the client
 * @param slowestBody bytes a second that a body keeps up on average after {@link #slowStart}; a modem does
 * @param slowStart how long a body may be slower than that, as a client may count objects first
 * @param pushSilence how long a push may send nothing: git counts and compresses what it is about to send, and says nothing
 *     meanwhile; the same as over SSH
 * @param negotiation a request for a fetch, unpacked: 16 MiB name a hundred thousand commits
 * @param push a push's commands and its pack, unpacked; the pack's own limit is smaller, and told by name
 * @param drain what is still read of a refused push, so that its client hears why
 * @param form a sign-in form
 * @param streams live pages open at once; each is a virtual thread that looks at rows now and then
 * @param streamsPerCaller of those, by one account
 * @param wrongSecrets that an address may send in a minute before it is told to wait; they are looked up in the database
 */
public record HttpLimits(
        int connections,
        int connectionsPerAddress,
        int reserve,
        Duration head,
        int acceptsPerSecond,
        int header,
        Duration idle,
        long slowestBody,
        Duration slowStart,
        Duration pushSilence,
        long negotiation,
        long push,
        long drain,
        int form,
        int streams,
        int streamsPerCaller,
        int wrongSecrets) {
    private static final long MIB = 1024L * 1024;

    /** Room for a push's commands and options beside its pack: more than is read of them, so that they are refused as such. */
    private static final long COMMANDS = 16 * MIB;

    public HttpLimits {
        requirePositive("connections", connections);
        requirePositive("connectionsPerAddress", connectionsPerAddress);
        requirePositive("reserve", reserve);
        requirePositive("head", head.toMillis());
        requirePositive("acceptsPerSecond", acceptsPerSecond);
        requirePositive("header", header);
        requirePositive("idle", idle.toMillis());
        requirePositive("slowestBody", slowestBody);
        requirePositive("slowStart", slowStart.toMillis());
        requirePositive("pushSilence", pushSilence.toMillis());
        requirePositive("negotiation", negotiation);
        requirePositive("push", push);
        requirePositive("drain", drain);
        requirePositive("form", form);
        requirePositive("streams", streams);
        requirePositive("streamsPerCaller", streamsPerCaller);
        requirePositive("wrongSecrets", wrongSecrets);
    }

    /** For a team on one machine. */
    public static HttpLimits standard() {
        return new HttpLimits(
                1_000,
                200,
                16,
                Duration.ofSeconds(20),
                500,
                16 * 1024,
                Duration.ofMinutes(1),
                512,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                16 * MIB,
                2_048 * MIB,
                8 * MIB,
                8 * 1024,
                400,
                40,
                20);
    }

    /** The same, but for the largest pack and the connections, which the server's file sets. */
    public HttpLimits with(long packBytes, int allConnections, int perAddress, Duration silence) {
        return with(limits -> {
            limits.push = packBytes + COMMANDS;
            limits.connections = allConnections;
            limits.connectionsPerAddress = perAddress;
            limits.idle = silence;
        });
    }

    /** The same, but for some. */
    public HttpLimits with(Consumer<Changes> change) {
        Changes changes = new Changes(this);
        change.accept(changes);
        return new HttpLimits(
                changes.connections,
                changes.connectionsPerAddress,
                reserve,
                changes.head,
                acceptsPerSecond,
                header,
                changes.idle,
                slowestBody,
                slowStart,
                changes.pushSilence,
                changes.negotiation,
                changes.push,
                drain,
                form,
                streams,
                streamsPerCaller,
                changes.wrongSecrets);
    }

    /** Those that the server's file or a test sets; each is what it was until it is assigned. */
    public static final class Changes {
        public int connections;
        public int connectionsPerAddress;
        public Duration head;
        public Duration idle;
        public Duration pushSilence;
        public long negotiation;
        public long push;
        public int wrongSecrets;

        private Changes(HttpLimits limits) {
            this.connections = limits.connections;
            this.connectionsPerAddress = limits.connectionsPerAddress;
            this.head = limits.head;
            this.idle = limits.idle;
            this.pushSilence = limits.pushSilence;
            this.negotiation = limits.negotiation;
            this.push = limits.push;
            this.wrongSecrets = limits.wrongSecrets;
        }
    }

    private static void requirePositive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("the limit " + what + " must be positive, was " + value);
        }
    }
}
