package dev.cook.sshd;

import java.time.Duration;

/**
 * What clients may use at most, each for a reason.
 *
 * @param connections of people at once, with a key that was proved
 * @param connectionsPerAddress of those, from one IPv4 address or one IPv6 /64, so that one client cannot shut out others
 * @param connectionsPerEnvironment of one environment: its bridge, jobs that report, pushes, its agent's tools, viewers
 * @param strangers connections at once that have not proved a key, each some tens of kilobytes; as many as may dial in
 *     together, as all environments do when a server starts again
 * @param channels commands at once on one connection; a shared connection refuses further ones and lives on
 * @param fetches at once; each may hold tens of megabytes
 * @param pushes at once, with those that stay to be told what happens and hold little
 * @param authTime for signing in, as strangers cost a connection
 * @param authRequests keys that a client may offer; an agent with more keys names one with IdentityFile
 * @param idle silence of the client after which its connection is closed; while a command runs, the server asks it to answer
 * @param stall how long a client may neither take what a git command has for it, nor send what a fetch waits for
 * @param slowestPush bytes a second that a push keeps up on average after {@link #slowStart}; a modem does
 * @param slowStart how long a push may be slower than that, or silent: git counts and compresses all that it is about to send
 *     before it sends the first byte of it, and says nothing meanwhile. That its client still lives, SSH asks
 * @param negotiation what a fetch may say of what it wants and has: a million commits
 * @param longestGit the longest fetch or push, against clients that keep just fast enough
 * @param farewell how long a command may go on once its client said good-bye, and still have its exit status told
 */
public record SshLimits(
        int connections,
        int connectionsPerAddress,
        int connectionsPerEnvironment,
        int strangers,
        int channels,
        int fetches,
        int pushes,
        Duration authTime,
        int authRequests,
        Duration idle,
        Duration stall,
        long slowestPush,
        Duration slowStart,
        long negotiation,
        Duration longestGit,
        Duration farewell) {
    public SshLimits {
        requirePositive("connections", connections);
        requirePositive("connectionsPerAddress", connectionsPerAddress);
        requirePositive("connectionsPerEnvironment", connectionsPerEnvironment);
        requirePositive("strangers", strangers);
        requirePositive("channels", channels);
        requirePositive("fetches", fetches);
        requirePositive("pushes", pushes);
        requirePositive("authTime", authTime.toMillis());
        requirePositive("authRequests", authRequests);
        requirePositive("idle", idle.toMillis());
        requirePositive("stall", stall.toMillis());
        requirePositive("slowestPush", slowestPush);
        requirePositive("slowStart", slowStart.toMillis());
        requirePositive("negotiation", negotiation);
        requirePositive("longestGit", longestGit.toMillis());
        requirePositive("farewell", farewell.toMillis());
    }

    /** For a server of a team: some hundred people and agents. */
    public static SshLimits standard() {
        return new SshLimits(
                500,
                50,
                32,
                100,
                10,
                64,
                256,
                Duration.ofSeconds(20),
                6,
                Duration.ofMinutes(10),
                Duration.ofMinutes(5),
                512,
                Duration.ofHours(1),
                64L << 20,
                Duration.ofHours(12),
                Duration.ofSeconds(30));
    }

    /** The same with other bounds on connections and silence. */
    public SshLimits with(int atOnce, int perAddress, int unproven, Duration silence) {
        return new SshLimits(
                atOnce,
                perAddress,
                connectionsPerEnvironment,
                unproven,
                channels,
                fetches,
                pushes,
                authTime,
                authRequests,
                silence,
                stall,
                slowestPush,
                slowStart,
                negotiation,
                longestGit,
                farewell);
    }

    /** The same with other bounds on what a git client sends. */
    SshLimits withGit(long slowest, Duration start, long most) {
        return new SshLimits(
                connections,
                connectionsPerAddress,
                connectionsPerEnvironment,
                strangers,
                channels,
                fetches,
                pushes,
                authTime,
                authRequests,
                idle,
                stall,
                slowest,
                start,
                most,
                longestGit,
                farewell);
    }

    /** The same with another bound on silence. */
    SshLimits withStall(Duration most) {
        return new SshLimits(
                connections,
                connectionsPerAddress,
                connectionsPerEnvironment,
                strangers,
                channels,
                fetches,
                pushes,
                authTime,
                authRequests,
                idle,
                most,
                slowestPush,
                slowStart,
                negotiation,
                longestGit,
                farewell);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("the limit " + name + " must be positive, was " + value);
        }
    }
}
