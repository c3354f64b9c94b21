package dev.cook.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path.
 *
 * <p>Each data directory has its own copy (60 MB): a cache in a home directory could not be reached by PostgreSQL's
 * user, and one elsewhere would have to be defended against other users. The archive does not tell its version, so the
 * directory is named after its checksum.
 */
record Binaries(Path home, String name) {
    private static final String PREFIX = "binaries-";

    static Binaries unpackedIn(Path home) {
        URL archive = archive();
        try {
            Binaries binaries = new Binaries(home, PREFIX + checksum(archive));
            if (!Files.isDirectory(binaries.path())) {
                binaries.unpack(archive);
            }
            return binaries;
        } catch (IOException e) {
            throw new EmbeddedPostgresException(
                    "Cannot unpack PostgreSQL into " + home + ": " + e + ". It needs 100 MB of free disk space.", e);
        }
    }

    private Path path() {
        return home.resolve(name);
    }

    Path program(String program) {
        return path().resolve("bin").resolve(program);
    }

    /** Removes what other versions of Cook have unpacked beside this one. */
    void removeOthers() {
        Leftovers.remove(home, other -> other.startsWith(PREFIX) && !other.equals(name));
    }

    private static URL archive() {
        String machine = System.getProperty("os.arch", "");
        Optional<String> name =
                switch (machine) {
                    case "amd64", "x86_64" -> Optional.of("postgres-linux-x86_64.txz");
                    case "aarch64" -> Optional.of("postgres-linux-arm_64.txz");
                    default -> Optional.empty();
                };
        return name.flatMap(
                        n -> Optional.ofNullable(Binaries.class.getClassLoader().getResource(n)))
                .orElseThrow(() -> new EmbeddedPostgresException("Cook carries no PostgreSQL for this machine ("
                        + machine + "). Install PostgreSQL 18 and give Cook its JDBC URL."));
    }

    /** Others may be unpacking the same: each does so under a name of its own, and the first rename wins. */
    private void unpack(URL archive) throws IOException {
        Path fresh = Files.createTempDirectory(home, Leftovers.BINARIES, ServerDirectory.PRIVATE_DIRECTORY);
        try (InputStream in = archive.openStream()) {
            Archive.unpack(in, fresh);
            Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Leftovers.removeTree(fresh);
            if (!Files.isDirectory(path())) {
                throw e;
            }
        }
    }

    /** From the jar's directory where there is a jar: reading 15 MB would be felt in every start. */
    private static String checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return hex(jar.getJarEntry().getCrc());
        }
        try (CheckedInputStream in = new CheckedInputStream(connection.getInputStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return hex(in.getChecksum().getValue());
        }
    }

    private static String hex(long crc) {
        return String.format("%08x", crc);
    }
}
