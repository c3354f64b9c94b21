package dev.cook.agents.backend;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/** Writes what an environment finds when it starts, and removes what it left. */
public final class EnvironmentFiles {
    private static final List<String> OWNED = List.of("home", "work", "run", "jobs");

    private final EnvironmentDirectories places;
    private final EnvironmentUser user;

    EnvironmentFiles(EnvironmentDirectories places, EnvironmentUser user) {
        this.places = places;
        this.user = user;
    }

    /** Writes everything anew but what the environment itself wrote; to be called while nothing runs in it. */
    void write(LaunchSpec spec, SpecFiles.Reach reach) throws IOException {
        directory(Objects.requireNonNull(places.directory().getParent()), "rwx--x--x");
        directory(places.directory(), "rwx--x--x");
        EnvironmentProcesses.makeMark(places.directory());
        Files.deleteIfExists(places.first());
        directory(places.cook(), "rwxr-xr-x");
        for (String name : OWNED) {
            give(directory(places.cook().resolve(name), "rwx------"));
        }
        for (LaunchSpec.Beside beside : spec.beside()) {
            give(directory(places.cook().resolve(beside.top()), "rwx------"));
        }
        delete(places.bin());
        directory(places.bin(), "rwxr-xr-x");
        for (String script : Scripts.IN_ENVIRONMENT) {
            file(places.bin().resolve(script), Scripts.text(script), "rwxr-xr-x");
        }
        int uid = user.uid();
        delete(places.passwd());
        file(
                places.passwd(),
                "root:x:0:0::/:/bin/false\ncook:x:%d:%d::/cook/home:/bin/sh\n".formatted(uid, uid),
                "rw-r--r--");
        delete(places.group());
        file(places.group(), "root:x:0:\ncook:x:%d:\n".formatted(uid), "rw-r--r--");
        writeSpec(spec, reach);
    }

    private void writeSpec(LaunchSpec spec, SpecFiles.Reach reach) throws IOException {
        Path dir = places.spec();
        delete(dir);
        directory(dir, "rwxr-xr-x");
        directory(dir.resolve("env"), "rwxr-xr-x");
        for (SpecFiles.Entry entry : SpecFiles.of(spec, places.specInside(), reach)) {
            Path file = file(dir.resolve(entry.name()), entry.content(), entry.secret() ? "rw-------" : "rw-r--r--");
            if (entry.secret()) {
                give(file);
            }
        }
    }

    /** What stands around a sandbox. */
    void writeGuards(byte[] filter, String resolver) throws IOException {
        Files.deleteIfExists(places.filter());
        Files.write(places.filter(), filter);
        Files.deleteIfExists(places.resolver());
        file(places.resolver(), resolver, "rw-r--r--");
    }

    /** Says to what runs in it what it lacks. */
    void writeLacking(String words) throws IOException {
        file(places.spec().resolve("lacking"), words + "\n", "rw-r--r--");
    }

    public static Path directory(Path path, String permissions) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(path.getParent());
            Files.createDirectory(path);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        return path;
    }

    /** A new file that nobody else could read even while it was being written. */
    private static Path file(Path path, String content, String permissions) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        return path;
    }

    private void give(Path path) throws IOException {
        if (!(user instanceof EnvironmentUser.Own)) {
            Files.setAttribute(path, "unix:gid", user.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", user.uid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Removes a file or a whole tree, following no link; to be called while nothing runs in it. */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                // What ran there may have locked itself out.
                Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @org.jspecify.annotations.Nullable IOException error)
                    throws IOException {
                if (error != null) {
                    throw error;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
