package dev.cook.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that holds all repositories: closed to other users of this machine. Objects are lent to sandboxes, whose
 * users are others where the server runs as root; these pass through by a group that nobody else has, and inside they are
 * shown the objects of their repository alone.
 */
public final class LentDirectory {
    /** A number that no distribution, directory service or container hands out; it needs no entry in /etc/group. */
    public static final int GROUP = 1_879_099_999;

    private LentDirectory() {}

    /** Makes it, or closes one that an earlier version left open. */
    static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            if (root) {
                Files.setAttribute(directory, "unix:gid", GROUP, LinkOption.NOFOLLOW_LINKS);
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(root ? "rwx--x---" : "rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + directory + " to other users", e);
        }
    }
}
