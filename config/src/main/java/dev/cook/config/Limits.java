package dev.cook.config;

import java.time.Duration;

/**
 * What one client, push or session may use at most; sizes are bytes.
 *
 * @param pack what one push may send
 * @param object the largest single object in it
 * @param lfsObject the largest object of Git LFS
 * @param lfsRepository all objects of Git LFS of one repository
 * @param pushCommands refs that one push may move
 * @param prompt text given to an agent
 * @param log output kept of one gate run or session
 * @param connections clients at once, over both servers
 * @param connectionsPerAddress of those, from one address
 * @param sessions agents at work at once
 * @param gateRuns gate runs at once
 * @param merge how long git may take to merge a branch
 * @param autosave how often what an agent has not pushed is saved
 * @param idle silence after which a connection is closed
 */
public record Limits(
        long pack,
        long object,
        long lfsObject,
        long lfsRepository,
        int pushCommands,
        long prompt,
        long log,
        int connections,
        int connectionsPerAddress,
        int sessions,
        int gateRuns,
        Duration merge,
        Duration autosave,
        Duration idle) {}
