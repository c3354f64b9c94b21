package dev.cook.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

/** Repositories of people who have the real git-lfs, and what the server keeps of their large files. */
final class LargeFiles {
    private LargeFiles() {}

    /** Sets git-lfs up for somebody, as its own manual says. */
    static void install(Person person) throws IOException, InterruptedException {
        person.git(person.home(), "lfs", "install", "--skip-repo").ok();
    }

    /** A new repository in which large files are tracked, with nothing else than that in it. */
    static Path repository(Person person, String name) throws IOException, InterruptedException {
        install(person);
        Path work = person.repository(name);
        person.git(work, "lfs", "track", "*.bin").ok();
        person.git(work, "add", ".gitattributes").ok();
        person.git(work, "commit", "-q", "-m", "Track large files").ok();
        return work;
    }

    /** Commits a large file, and answers its name among objects. */
    static String commit(Person person, Path work, String file, byte[] content)
            throws IOException, InterruptedException {
        Files.write(work.resolve(file), content);
        person.git(work, "add", file).ok();
        person.git(work, "commit", "-q", "-m", "Change " + file).ok();
        return oid(content);
    }

    /** Bytes that no compression makes less. */
    static byte[] noise(int seed, int length) {
        byte[] noise = new byte[length];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    static String oid(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The objects that a server keeps of all repositories, and what lies beside them. */
    static Stream<String> kept(TestServer cook) throws IOException {
        Path repos = cook.site().data().resolve("repos");
        try (Stream<Path> all = Files.walk(repos)) {
            return all
                    .filter(Files::isRegularFile)
                    .filter(file -> repos.relativize(file).toString().contains("/lfs/"))
                    .map(file -> file.getFileName().toString())
                    .toList()
                    .stream();
        }
    }
}
