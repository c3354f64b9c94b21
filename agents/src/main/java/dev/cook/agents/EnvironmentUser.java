package dev.cook.agents;

import dev.cook.agents.LocalSettings.Isolation;
import dev.cook.domain.EnvironmentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user and group number as which an environment's processes run. */
sealed interface EnvironmentUser {
    /**
     * First number of the users that Cook gives to sandboxes: far above those that distributions, directory services
     * and subordinate id ranges hand out by default, and without an entry in /etc/passwd.
     */
    int FIRST_UID = 7_422_000;
    /** How many there are; two environments that are this far apart share a user, and never live at the same time. */
    int UIDS = 100_000;
    /** How many servers on one machine get users of their own, as far as 31 bits go. */
    int SERVERS = 20_000;

    /** A user for this environment alone; needs a server that runs as root. */
    record Dedicated(int uid) implements EnvironmentUser {}

    /** Root steps down to a user that the system knows, shared by all environments: without a sandbox, ssh refuses others. */
    record Shared(int uid) implements EnvironmentUser {}

    /** The server's own user, which is not root. */
    record Own(int uid) implements EnvironmentUser {}

    int uid();

    /** @param environments the server's directory of environments, by which servers on one machine are told apart */
    static EnvironmentUser of(EnvironmentId id, Isolation isolation, Path environments) {
        int self = self();
        if (self != 0) {
            return new Own(self);
        }
        return switch (isolation) {
            case BUBBLEWRAP -> new Dedicated(firstUid(environments) + (int) (id.value() % UIDS));
            case NONE -> new Shared(daemon());
        };
    }

    /** Without this, the first environments of two servers would be one user, and each server would end the other's. */
    static int firstUid(Path environments) {
        int server = Math.floorMod(environments.toAbsolutePath().normalize().toString().hashCode(), SERVERS);
        return FIRST_UID + server * UIDS;
    }

    /** The user of this process. */
    static int self() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Steps down from root for good: the user, no groups, no capabilities, nothing to regain them from. */
    default List<String> stepDown() {
        return switch (this) {
            case Own _ -> List.of();
            case Dedicated(int uid) -> setpriv(uid);
            case Shared(int uid) -> setpriv(uid);
        };
    }

    private static List<String> setpriv(int uid) {
        return List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
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
        throw new SandboxMissing(
                "environments without a sandbox would run as root, as /etc/passwd has no user 'daemon';"
                        + " run Cook as an ordinary user, or install bubblewrap");
    }
}
