package dev.cook.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where the server keeps its files. */
record DataDirectory(Path path) {
    /** Bytes of a Unix socket's path on Linux, without the zero at its end. */
    private static final int LONGEST_SOCKET_PATH = 107;

    /** The directory, which may not exist yet. */
    static DataDirectory at(Path path) {
        requireShort(path);
        requireWritable(path);
        return new DataDirectory(path);
    }

    /** The database, environments and the tools of agents are reached through sockets below it, whose paths the kernel bounds. */
    private static void requireShort(Path data) {
        int longest = LONGEST_SOCKET_PATH - "/postgres/socket/.s.PGSQL.5432".length();
        if (data.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length > longest) {
            throw new StartFailure("the path of the data directory " + data + " is longer than " + longest
                    + " bytes, too long for the sockets in it"
                    + "\n  Choose a shorter one: serve --data DIR");
        }
    }

    private static void requireWritable(Path data) {
        for (Path directory : List.of(data, data.resolve("repos"))) {
            if (Files.exists(directory)
                    && !(Files.isDirectory(directory)
                            && Files.isWritable(directory)
                            && Files.isExecutable(directory))) {
                throw new StartFailure(
                        directory
                                + (Files.isDirectory(directory)
                                        ? " is not writable for the server's user"
                                        : " is a file, not a directory")
                                + "\n  Give the server's user the directory, or choose another data directory: serve --data DIR");
            }
        }
    }

    /** Whether a server made its own database here. */
    boolean hasDatabase() {
        return Files.exists(path.resolve("postgres"));
    }

    /**
     * Makes the directory if need be, and keeps other servers out until it is closed: two would sweep each other's files away.
     *
     * @throws StartFailure if another server uses it
     */
    FileChannel lock() throws IOException {
        Files.createDirectories(path);
        closeToOthers();
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new StartFailure("another Cook server uses the data directory " + path
                    + "\n  Stop that server, or choose another directory: serve --data DIR");
        }
        return channel;
    }

    /** Other users of the machine may not look in; the users of PostgreSQL and of sandboxes, which root has, pass through. */
    private void closeToOthers() throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        permissions.removeAll(Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE));
        Files.setPosixFilePermissions(path, permissions);
    }
}
