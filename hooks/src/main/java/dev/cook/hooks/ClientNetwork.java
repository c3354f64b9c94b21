package dev.cook.hooks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** By what a client's connections and mistakes are counted. */
public final class ClientNetwork {
    /** An IPv6 client commonly owns this much of an address, so it is counted by no more. */
    private static final int IPV6_PREFIX_BYTES = 8;

    private ClientNetwork() {}

    /** An IPv4 address, or the /64 of an IPv6 address. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] counted = address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes;
        return HexFormat.of().formatHex(counted);
    }
}
