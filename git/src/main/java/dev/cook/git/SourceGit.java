package dev.cook.git;

import dev.cook.domain.Text;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.MutableInteger;

/**
 * C git that fetches from somewhere else: it asks nobody anything, runs no hooks, helpers or transports but the few
 * named here, and reads no configuration but its own.
 */
final class SourceGit {
    /** Longest that one git runs: the largest public repositories over a slow line. */
    private static final Duration LONGEST = Duration.ofHours(6);

    /** How soon a caller that went away is noticed. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** Bytes of a list of refs: a few hundred thousand of them. */
    private static final int MOST_OUTPUT = 64 << 20;

    /** Lines of complaint that are kept. */
    private static final int MOST_COMPLAINTS = 20;

    /** Bytes of a path that the walk tells: deeper than any may be, with names as long as file systems have them. */
    private static final int LONGEST_PATH = 64 * 1024;

    private static final int PIECE = 64 * 1024;

    /** Bytes of one line of progress. */
    private static final int LONGEST_LINE = 1_000;

    /**
     * Protocols by name: a remote helper, such as ext, would run what an address says. Old histories hold trees and
     * commits that git wrote wrongly once and that harm nobody; what could attack a clone is refused as in a push. The
     * repository beside the new objects, which git does not know, is not asked for its refs.
     */
    private static final String CONFIG = """
            [core]
            \trepositoryformatversion = 0
            \tbare = true
            \thooksPath = /dev/null
            \talternateRefsCommand = true
            [safe]
            \tdirectory = *
            [protocol]
            \tallow = never
            [credential]
            \thelper =
            [fetch]
            \tfsckObjects = true
            \tunpackLimit = 1
            [gc]
            \tauto = 0
            [maintenance]
            \tauto = false
            """ + ObjectRules.waivers();

    private final Path directory;
    private final Path objects;
    private final ImportSource source;
    private final Importing.Watcher watcher;

    private SourceGit(Path directory, Path objects, ImportSource source, Importing.Watcher watcher) {
        this.directory = directory;
        this.objects = objects;
        this.source = source;
        this.watcher = watcher;
    }

    /** How a git ended; a status below 0 is no git's: nobody waits for it any more. */
    record Ended(int status, String output, String complaint) {
        boolean well() {
            return status == 0;
        }
    }

    /** Prepares a directory for refs whose objects go elsewhere. */
    static SourceGit at(Path directory, Path objects, ImportSource source, Importing.Watcher watcher)
            throws IOException {
        Files.createDirectories(directory.resolve("objects"));
        Files.createDirectories(directory.resolve("refs"));
        String scheme = source.isPath()
                ? "file"
                : source.value().substring(0, source.value().indexOf(':'));
        Files.writeString(directory.resolve("global"), CONFIG + "[protocol \"" + scheme + "\"]\n\tallow = always\n");
        Files.writeString(directory.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        Files.writeString(directory.resolve("HEAD"), "ref: refs/heads/none\n");
        return new SourceGit(directory, objects, source, watcher);
    }

    /** Brings all branches and tags here, checked and connected. */
    Ended fetch() {
        return run(List.of(
                "fetch",
                "--progress",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-recurse-submodules",
                "--end-of-options",
                source.value(),
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*"));
    }

    /** What the source's HEAD names, as {@code ref: refs/heads/main<TAB>HEAD}. */
    Ended head() {
        return run(List.of("ls-remote", "--symref", "--end-of-options", source.value(), "HEAD"));
    }

    /** What was fetched: an id, a space and a full name on each line. */
    Ended refs() {
        return run(List.of("for-each-ref", "--format=%(objectname) %(refname)"));
    }

    /** Who looks at each commit, tree and tag that was fetched. */
    interface Visitor {
        /** Before an object is read into memory. */
        void announced(ObjectId id, int type, long size) throws IOException;

        /** @param path where the walk found a tree; empty for a root, and for others */
        void read(ObjectId id, int type, byte[] content, String path) throws IOException;
    }

    /**
     * Passes all commits, trees and tags that the refs reach, each once, as git walks through them: it needs less memory for
     * a large history than a walk here.
     *
     * @throws IOException what the visitor throws, or if git fails
     */
    void visit(Visitor visitor) throws IOException {
        List<Process> both = ProcessBuilder.startPipeline(List.of(
                builder(List.of("rev-list", "--objects", "--all", "--filter=blob:none"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD),
                builder(List.of("cat-file", "--buffer", "--batch=%(objecttype) %(objectsize) %(objectname) %(rest)"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)));
        try (DataInputStream output =
                new DataInputStream(new BufferedInputStream(both.getLast().getInputStream(), PIECE))) {
            for (String line = line(output); !line.isEmpty(); line = line(output)) {
                String[] words = line.split(" ", 4);
                ObjectId id = ObjectId.fromString(words[2]);
                int type = Constants.decodeTypeString(
                        id, Constants.encodeASCII(words[0] + " "), (byte) ' ', new MutableInteger());
                visitor.announced(id, type, Long.parseLong(words[1]));
                byte[] content = new byte[Integer.parseInt(words[1])];
                output.readFully(content);
                output.skipNBytes(1);
                visitor.read(id, type, content, words[3]);
            }
            for (Process one : both) {
                if (one.waitFor() != 0) {
                    throw new IOException("git cannot walk through what was fetched");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git ran", e);
        } finally {
            both.forEach(Process::destroyForcibly);
        }
    }

    /** A line without its end; empty at the end of the stream. Of a long path, the beginning. */
    private static String line(InputStream stream) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = stream.read(); one >= 0 && one != '\n'; one = stream.read()) {
            if (line.size() < LONGEST_PATH) {
                line.write(one);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the source had only a part of its history. */
    boolean shallow() {
        return Files.exists(directory.resolve("shallow"));
    }

    private Ended run(List<String> arguments) {
        try {
            return finish(builder(arguments).start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run git; install git 2.38 or later", e);
        }
    }

    private ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", directory.toString());
        environment.put("LC_ALL", "C");
        environment.put("GIT_DIR", directory.toString());
        environment.put("GIT_OBJECT_DIRECTORY", objects.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", directory.resolve("global").toString());
        environment.put("GIT_ATTR_NOSYSTEM", "1");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_ASKPASS", "true");
        environment.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=30");
        return builder;
    }

    private Ended finish(Process process) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = async(() -> output(process.getInputStream()));
            CompletableFuture<String> complaint = async(() -> complaint(process.getErrorStream()));
            while (!process.waitFor(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (watcher.gone()) {
                    return new Ended(-1, "", "the client disconnected");
                }
                if (System.nanoTime() > end) {
                    return new Ended(-1, "", "the import took longer than " + LONGEST.toHours() + " hours");
                }
            }
            return new Ended(process.exitValue(), output.join(), complaint.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while git ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private interface Reading {
        String read() throws IOException;
    }

    private static CompletableFuture<String> async(Reading reading) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return reading.read();
                    } catch (IOException e) {
                        return "";
                    }
                },
                task -> Thread.ofVirtual().name("git-import").start(task));
    }

    private static String output(InputStream stream) throws IOException {
        try (stream) {
            byte[] bytes = stream.readNBytes(MOST_OUTPUT);
            stream.skip(Long.MAX_VALUE);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Passes progress on and answers what git said at last; progress ends in a carriage return. */
    private String complaint(InputStream stream) throws IOException {
        Deque<String> lines = new ArrayDeque<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (stream) {
            byte[] buffer = new byte[8 * 1024];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] != '\n' && buffer[i] != '\r') {
                        if (line.size() < LONGEST_LINE) {
                            line.write(buffer[i]);
                        }
                        continue;
                    }
                    String text = Text.printable(line.toString(StandardCharsets.UTF_8))
                            .strip();
                    line.reset();
                    if (text.startsWith("fatal: ") || text.startsWith("error: ") || text.startsWith("ssh: ")) {
                        lines.addLast(text);
                        if (lines.size() > MOST_COMPLAINTS) {
                            lines.removeFirst();
                        }
                    } else if (!text.isEmpty()) {
                        watcher.progress(text);
                    }
                }
            }
        }
        return String.join("; ", lines);
    }
}
