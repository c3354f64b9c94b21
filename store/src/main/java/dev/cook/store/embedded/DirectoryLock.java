package dev.cook.store.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** One JVM at a time in a directory; the kernel lets go of the lock when the JVM dies. */
final class DirectoryLock implements AutoCloseable {
    /**
     * What this JVM holds. Such a lock belongs to the process, and closing any descriptor of the file drops it, so a
     * second try in the same JVM must not even open the file. It also keeps the channels from being collected.
     */
    private static final ConcurrentMap<Path, Closeable> HELD = new ConcurrentHashMap<>();

    private static final Closeable NOT_YET_OPEN = () -> {};

    private final Path file;

    private DirectoryLock(Path file) {
        this.file = file;
    }

    static DirectoryLock take(Path directory) {
        Path file = directory.resolve("lock");
        if (HELD.putIfAbsent(file, NOT_YET_OPEN) != null) {
            throw inUse(directory, "this same process");
        }
        try {
            HELD.put(file, lock(file, directory));
            return new DirectoryLock(file);
        } catch (IOException e) {
            HELD.remove(file);
            throw new UncheckedIOException("cannot lock " + file, e);
        } catch (RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    private static FileChannel lock(Path file, Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ServerDirectory.PRIVATE_FILE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(directory, "process " + holder(channel));
            }
            channel.truncate(0);
            channel.write(ascii(Long.toString(ProcessHandle.current().pid())), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String read = StandardCharsets.US_ASCII.decode(pid.flip()).toString();
        return read.matches("\\d+") ? read : "that has just begun";
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static EmbeddedPostgresException inUse(Path directory, String who) {
        return new EmbeddedPostgresException("The database directory " + directory + " is in use by " + who
                + ". Stop the Cook server that runs there, or give this one another data directory.");
    }

    @Override
    public void close() {
        try {
            HELD.getOrDefault(file, NOT_YET_OPEN).close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + file, e);
        } finally {
            HELD.remove(file);
        }
    }
}
