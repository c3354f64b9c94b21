package dev.cook.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A directory for one server: its data, its agents' programs, and its people's homes. Removed with all that runs in it. */
record TestSite(Path directory) implements AutoCloseable {
    static {
        // Other tests run in the same JVM: what a library's thread throws while their server closes is not this one's
        // failure.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    /** How the name of an agent ends that takes up its own conversation when it is started with a word more. */
    static final String RESUMES = "-resumes";

    /** Agents run as users of their own, and have to get to their files. */
    static TestSite open() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "cook-test-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        TestSite site = new TestSite(directory.toRealPath());
        Files.createDirectory(site.agents());
        Files.setPosixFilePermissions(site.agents(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Demo.agent(site.agents());
        return site;
    }

    Path data() {
        return directory.resolve("data");
    }

    Path agents() {
        return directory.resolve("agents");
    }

    /** The program of an agent, as a script; configured under its name by {@link #configuration}. */
    void agent(String name, String script) throws IOException {
        Path file = Files.writeString(agents().resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** More lines of an agent's table. */
    void settings(String agent, String lines) throws IOException {
        Files.writeString(directory.resolve(agent + ".toml"), lines);
    }

    /** A server's file, with every agent that has a program by now. */
    String configuration(int sshPort, int httpPort, String database) throws IOException {
        StringBuilder text = new StringBuilder("""
                [ssh]
                listen = "127.0.0.1:%d"

                [http]
                listen = "127.0.0.1:%d"

                [environments.local]
                paths = ["%s"]
                """.formatted(sshPort, httpPort, agents()));
        text.append(database);
        try (DirectoryStream<Path> programs = Files.newDirectoryStream(agents())) {
            for (Path program : programs) {
                text.append("\n[agents.%s]\ncommand = [\"%s\", \"{prompt_file}\"]\n"
                        .formatted(program.getFileName(), program));
                Path more = directory.resolve(program.getFileName() + ".toml");
                text.append(Files.exists(more) ? Files.readString(more) : "");
                if (program.getFileName().toString().endsWith(RESUMES)) {
                    text.append("resume = [\"%s\", \"{prompt_file}\", \"resume\"]\n".formatted(program));
                }
            }
        }
        return text.toString();
    }

    /** The tmux servers of this site's environments: the environment's number and the process. */
    Map<Long, ProcessHandle> terminals() {
        Map<Long, ProcessHandle> found = new TreeMap<>();
        for (ProcessHandle process : inhabitants()) {
            try {
                Path proc = Path.of("/proc", Long.toString(process.pid()));
                if (Files.readString(proc.resolve("comm")).startsWith("tmux: server")) {
                    String environment = environment(proc);
                    if (!environment.isEmpty()) {
                        found.put(Long.parseLong(environment), process);
                    }
                }
            } catch (IOException _) {
                // It has ended since.
            }
        }
        return found;
    }

    /** The processes of this site's environments whose command line ends like this. */
    List<ProcessHandle> running(String end) {
        return inhabitants().stream()
                .filter(process -> commandLine(process.pid()).endsWith(end))
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException _) {
            return "";
        }
    }

    /** Ends all that runs in this site's environments, as a machine that goes down would. */
    void killEnvironments() {
        Awaitility.await().until(() -> {
            List<ProcessHandle> left = inhabitants();
            left.forEach(ProcessHandle::destroyForcibly);
            return left.isEmpty();
        });
    }

    /** An agent at work outlives its server on purpose; here nobody would come back for it. */
    @Override
    public void close() throws IOException {
        killEnvironments();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            // A client's socket goes by itself when its server does.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** How many processes one environment has. */
    long inhabitantsOf(long environment) {
        return inhabitants().stream()
                .filter(process -> environment(Path.of("/proc", Long.toString(process.pid())))
                        .equals(Long.toString(environment)))
                .count();
    }

    private List<ProcessHandle> inhabitants() {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (!environment(process).isEmpty()) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The number of the environment that a process is in; empty when it is in none of this site's. */
    private String environment(Path process) {
        String mark = "\0COOK_ENVIRONMENT=" + data() + "/environments/";
        try {
            String variables = "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            int at = variables.indexOf(mark);
            return at < 0 ? "" : variables.substring(at + mark.length()).split("[#\0]", 2)[0];
        } catch (IOException _) {
            return "";
        }
    }
}
