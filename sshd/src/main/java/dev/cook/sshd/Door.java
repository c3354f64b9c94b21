package dev.cook.sshd;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts who is inside, in all and by address. */
final class Door {
    /** An IPv6 client commonly owns this much of an address, so it is counted by no more. */
    private static final int IPV6_PREFIX_BYTES = 8;

    private final int most;
    private final int mostPerAddress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> inside = new HashMap<>();
    private int total;
    private boolean open = true;

    Door(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Lets one more in, who must {@link #leave}; or does not. */
    boolean enter(InetAddress address) {
        String key = key(address);
        lock.lock();
        try {
            int same = inside.getOrDefault(key, 0);
            if (!open || total >= most || same >= mostPerAddress) {
                return false;
            }
            inside.put(key, same + 1);
            total++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave(InetAddress address) {
        lock.lock();
        try {
            inside.computeIfPresent(key(address), (same, count) -> count == 1 ? null : count - 1);
            total--;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more. */
    void shut() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    int inside() {
        lock.lock();
        try {
            return total;
        } finally {
            lock.unlock();
        }
    }

    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] counted = address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes;
        return HexFormat.of().formatHex(counted);
    }
}
