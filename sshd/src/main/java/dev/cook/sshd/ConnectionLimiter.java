package dev.cook.sshd;

import dev.cook.hooks.ClientNetwork;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts who is connected, each kind apart: strangers, until they prove a key; people, in all and by address;
 * environments, by their key. A stranger too many is let in and the one that has been silent longest is turned out, so that
 * idle connections shut nobody out: a client with a key is no stranger for longer than a moment.
 */
final class ConnectionLimiter {
    private final int mostStrangers;
    private final int mostPeople;
    private final int mostPerAddress;
    private final int mostPerEnvironment;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which they came. */
    private final Set<Guest> strangers = new LinkedHashSet<>();

    private final Map<String, Integer> strangersByNetwork = new HashMap<>();
    private final Map<String, Integer> peopleByNetwork = new HashMap<>();
    private final Map<String, Integer> environments = new HashMap<>();
    private int people;
    private int inside;
    private boolean open = true;

    ConnectionLimiter(SshLimits limits) {
        this.mostStrangers = limits.strangers();
        this.mostPeople = limits.connections();
        this.mostPerAddress = limits.connectionsPerAddress();
        this.mostPerEnvironment = limits.connectionsPerEnvironment();
    }

    private enum Standing {
        STRANGER,
        /** It came out of a sandbox, and was counted there. */
        FROM_SANDBOX,
        PERSON,
        ENVIRONMENT,
        GONE
    }

    /** Somebody who is connected. */
    static final class Guest {
        private final String network;
        private final Runnable turnOut;
        private Standing standing;
        private String key = "";

        private Guest(InetAddress address, Runnable turnOut, Standing standing) {
            this.network = ClientNetwork.of(address);
            this.turnOut = turnOut;
            this.standing = standing;
        }
    }

    /**
     * Lets somebody in, who must {@link #leave}; empty where the server is stopping.
     *
     * @param fromSandbox whether it came through a socket out of a sandbox, where it is counted
     * @param turnOut closes the connection
     */
    Optional<Guest> enter(InetAddress address, boolean fromSandbox, Runnable turnOut) {
        Guest guest = new Guest(address, turnOut, fromSandbox ? Standing.FROM_SANDBOX : Standing.STRANGER);
        Optional<Guest> tooMany = Optional.empty();
        lock.lock();
        try {
            if (!open) {
                return Optional.empty();
            }
            inside++;
            if (!fromSandbox) {
                if (strangers.size() >= mostStrangers) {
                    tooMany = longestOfMost();
                    tooMany.ifPresent(this::forget);
                }
                strangers.add(guest);
                strangersByNetwork.merge(guest.network, 1, Integer::sum);
            }
        } finally {
            lock.unlock();
        }
        tooMany.ifPresent(stranger -> stranger.turnOut.run());
        return Optional.of(guest);
    }

    /** The stranger who came first from where most of them are, so that a flood turns out itself. */
    private Optional<Guest> longestOfMost() {
        int most = strangersByNetwork.values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return strangers.stream()
                .filter(stranger -> strangersByNetwork.getOrDefault(stranger.network, 0) == most)
                .findFirst();
    }

    /**
     * Somebody has proved a key and is counted as who they are from now on.
     *
     * @param key what it is known by
     * @return what there are too many of, so that this connection ends; empty: it may stay
     */
    Optional<String> prove(Guest guest, String key, boolean environment) {
        lock.lock();
        try {
            if (guest.standing != Standing.STRANGER && guest.standing != Standing.FROM_SANDBOX) {
                return Optional.of("this connection is closing");
            }
            forget(guest);
            if (environment) {
                if (environments.getOrDefault(key, 0) >= mostPerEnvironment) {
                    return Optional.of("too many connections from this environment");
                }
                environments.merge(key, 1, Integer::sum);
                guest.key = key;
                guest.standing = Standing.ENVIRONMENT;
                return Optional.empty();
            }
            if (people >= mostPeople) {
                return Optional.of("the server has too many connections; try again in a minute");
            }
            if (peopleByNetwork.getOrDefault(guest.network, 0) >= mostPerAddress) {
                return Optional.of("too many connections from your address; close some of them");
            }
            people++;
            peopleByNetwork.merge(guest.network, 1, Integer::sum);
            guest.standing = Standing.PERSON;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    void leave(Guest guest) {
        lock.lock();
        try {
            forget(guest);
            inside--;
        } finally {
            lock.unlock();
        }
    }

    /** Counts somebody no more as what they were. */
    private void forget(Guest guest) {
        switch (guest.standing) {
            case STRANGER -> {
                strangers.remove(guest);
                lessOne(strangersByNetwork, guest.network);
            }
            case PERSON -> {
                people--;
                lessOne(peopleByNetwork, guest.network);
            }
            case ENVIRONMENT -> lessOne(environments, guest.key);
            case FROM_SANDBOX, GONE -> {}
        }
        guest.standing = Standing.GONE;
    }

    private static void lessOne(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
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
            return inside;
        } finally {
            lock.unlock();
        }
    }
}
