package dev.cook.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** What the launcher's demo is made of, and where the repository with it lies. */
final class Demo {
    private Demo() {}

    /** The root of the source tree. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("cook")) || !Files.exists(directory.resolve("demo/agent"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("no directory above this one holds ./cook and demo/agent");
            }
        }
        return directory;
    }

    /** Makes the demo's project as a clone would be: some history, and tests that fail. */
    static Path project(Person person) throws IOException, InterruptedException {
        Path work = person.home().resolve("scale");
        Ended.of(new ProcessBuilder(root().resolve("demo/make-project").toString(), work.toString()))
                .ok();
        return work;
    }

    /** Puts the demo's agent where other users may read it. */
    static void agent(Path agents) throws IOException {
        Path script = agents.resolve("demo");
        Files.copy(root().resolve("demo/agent"), script, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
