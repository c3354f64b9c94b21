package dev.cook.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Jars as the distribution has them. */
final class Jars {
    private Jars() {}

    /** With entries for directories, as Maven's have them: migrations are looked for by their directory. */
    static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> !path.equals(classes)).toList()) {
                String name = classes.relativize(file).toString();
                entries.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, entries);
                }
            }
        }
    }

    /** A JVM keeps no class of a signed jar in its cache. */
    static boolean isSigned(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().anyMatch(entry -> isSignature(entry.getName()));
        }
    }

    /** Copies a jar without its signature. */
    static void copyUnsigned(Path signed, Path jar) throws IOException {
        try (JarFile file = new JarFile(signed.toFile());
                OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (JarEntry entry : file.stream().toList()) {
                if (!isSignature(entry.getName())) {
                    entries.putNextEntry(new JarEntry(entry.getName()));
                    file.getInputStream(entry).transferTo(entries);
                }
            }
        }
    }

    private static boolean isSignature(String name) {
        return name.startsWith("META-INF/") && name.matches(".*\\.(SF|RSA|DSA|EC)");
    }
}
