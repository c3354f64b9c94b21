package dev.cook.agents.backend;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Addresses that lead to the server's own machine or its neighbours, and none that lead elsewhere. Pure. */
final class PrivateAddresses {
    /** Blocks that are of nobody's network, or of everybody's: RFC 6890 and its like, without those that Java knows. */
    private static final List<Block> BLOCKS = List.of(
            // "This network", shared space of providers, protocol assignments, benchmarks, reserved and broadcast.
            block("0.0.0.0", 8),
            block("127.0.0.0", 8),
            block("100.64.0.0", 10),
            block("192.0.0.0", 24),
            block("198.18.0.0", 15),
            block("240.0.0.0", 4),
            // Unique local addresses, and the site-local ones before them.
            block("fc00::", 7),
            block("fec0::", 10),
            // A gateway's own translation of addresses: what it leads to is its operator's matter.
            block("64:ff9b:1::", 48));

    /**
     * Blocks of version 6 whose addresses hold one of version 4, and lead there where a gateway does that.
     *
     * @param at the byte where it begins
     * @param inverted whether its bits are turned over
     */
    private record Embedding(Block block, int at, boolean inverted) {}

    private static final List<Embedding> EMBEDDINGS = List.of(
            // NAT64, 6to4, Teredo's client and server, and addresses that are mapped, compatible or translated.
            new Embedding(block("64:ff9b::", 96), 12, false),
            new Embedding(block("2002::", 16), 2, false),
            new Embedding(block("2001::", 32), 12, true),
            new Embedding(block("2001::", 32), 4, false),
            new Embedding(new Block(mapped(), 96), 12, false),
            new Embedding(block("::", 96), 12, false),
            new Embedding(block("::ffff:0:0:0", 96), 12, false));

    private PrivateAddresses() {}

    static boolean holds(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || BLOCKS.stream().anyMatch(block -> block.holds(bytes))
                || EMBEDDINGS.stream()
                        .flatMap(embedding -> embedded(embedding, bytes).stream())
                        .anyMatch(PrivateAddresses::holds)
                || isIsatap(bytes);
    }

    private static Optional<InetAddress> embedded(Embedding embedding, byte[] bytes) {
        if (!embedding.block().holds(bytes)) {
            return Optional.empty();
        }
        byte[] inner = Arrays.copyOfRange(bytes, embedding.at(), embedding.at() + 4);
        for (int i = 0; i < inner.length; i++) {
            inner[i] = (byte) (embedding.inverted() ? ~inner[i] : inner[i]);
        }
        return Optional.of(address(inner));
    }

    /** An interface that tunnels to the address of version 4 at its end, in whatever network. */
    private static boolean isIsatap(byte[] bytes) {
        return bytes.length == 16
                && (bytes[8] & 0xfd) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5e
                && bytes[11] == (byte) 0xfe
                && holds(address(Arrays.copyOfRange(bytes, 12, 16)));
    }

    /** Addresses that have their first bits in common. */
    private static final class Block {
        private final byte[] first;
        private final int length;

        Block(byte[] first, int length) {
            this.first = first;
            this.length = length;
        }

        boolean holds(byte[] bytes) {
            if (bytes.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < length; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((bytes[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Block block(String first, int length) {
        try {
            return new Block(InetAddress.ofLiteral(first).getAddress(), length);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(first, e);
        }
    }

    /** Java reads ::ffff:0:0 as an address of version 4. */
    private static byte[] mapped() {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        return bytes;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
