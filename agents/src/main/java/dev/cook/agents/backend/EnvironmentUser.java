package dev.cook.agents.backend;

import dev.cook.domain.EnvironmentId;
import dev.cook.git.LentDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The user and group number as which an environment's processes run. */
sealed interface EnvironmentUser {
    /**
     * First number of the users that Cook gives to sandboxes: above those that distributions, directory services,
     * containers and subordinate id ranges hand out by default (systemd calls these unused), without an entry in
     * /etc/passwd.
     */
    int FIRST_UID = 1_879_100_000;
    /** How many a server has; two environments that are this far apart share a user, and never live at the same time. */
    int UIDS = 20_000;
    /** How many servers have users of their own on one machine; the last number is 2,147,100,000, still below the next range. */
    int SERVERS = 13_400;

    /** A user for this environment alone; needs a server that runs as root. */
    record Dedicated(int uid) implements EnvironmentUser {}

    /** Root steps down to a user that the system knows, shared by all environments: without a sandbox, ssh refuses others. */
    record Shared(int uid) implements EnvironmentUser {}

    /** The server's own user, which is not root. */
    record Own(int uid) implements EnvironmentUser {}

    int uid();

    static EnvironmentUser of(EnvironmentId id, LocalSettings settings) {
        int self = self();
        if (self != 0) {
            return new Own(self);
        }
        return switch (settings.isolation()) {
            case BUBBLEWRAP -> new Dedicated(firstOf(settings.data()) + (int) (id.value() % UIDS));
            case NONE -> new Shared(daemon());
        };
    }

    /** Servers on one machine must not take each other's environments for their own, so each has its own numbers. */
    private static int firstOf(Path data) {
        return FIRST_UID + Math.floorMod(data.normalize().toString().hashCode(), SERVERS) * UIDS;
    }

    /** The user of this process. */
    static int self() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Steps down from root for good: the user, no group but the one that objects are lent to, no capabilities. */
    default List<String> stepDown() {
        return switch (this) {
            case Own _ -> List.of();
            case Dedicated(int uid) -> setpriv(uid);
            case Shared(int uid) -> setpriv(uid);
        };
    }

    /**
     * Kills all processes of a user of its own in one go, so that even those cannot get away which fork faster than they
     * are found. Does nothing for other users, who have processes elsewhere too.
     */
    default void killAll() {
        if (this instanceof Dedicated(int uid)) {
            List<String> command = new ArrayList<>(setpriv(uid));
            // The kernel looks at all processes while none can fork.
            command.addAll(List.of("sh", "-c", "kill -9 -1"));
            new HostCommand(command, Duration.ofSeconds(5)).run();
        }
    }

    private static List<String> setpriv(int uid) {
        return List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--groups=" + LentDirectory.GROUP,
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                "--no-new-privs",
                "--");
    }

    private static int daemon() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[0].equals("daemon")) {
                    return Integer.parseInt(fields[2]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new CannotLaunch(
                "environments without a sandbox would run as root, because /etc/passwd has no user 'daemon';"
                        + " run Cook as an ordinary user, or install bubblewrap");
    }
}
