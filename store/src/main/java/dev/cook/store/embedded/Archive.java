package dev.cook.store.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** Unpacks a tar.xz without any program of the host. */
final class Archive {
    private static final int EXECUTABLE = 0100;

    private Archive() {}

    /** Everything in the archive, readable by all and writable by its owner, whoever packed it with what permissions. */
    static void unpack(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = inside(target, target.resolve(entry.getName()), entry);
                Files.createDirectories(path.getParent());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    inside(target, path.resolveSibling(entry.getLinkName()), entry);
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, path);
                    boolean executable = (entry.getMode() & EXECUTABLE) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                } else {
                    throw new IOException("unexpected kind of entry: " + entry.getName());
                }
            }
        }
        openDirectories(target);
    }

    private static Path inside(Path target, Path path, TarArchiveEntry entry) throws IOException {
        Path normal = path.normalize();
        if (!normal.startsWith(target)) {
            throw new IOException("entry leads out of the archive: " + entry.getName());
        }
        return normal;
    }

    /** At the end, and the top one last: with a narrow umask none of them is readable until the whole is there. */
    private static void openDirectories(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            for (Path directory : all.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .toList()
                    .reversed()) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
