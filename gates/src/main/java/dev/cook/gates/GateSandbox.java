package dev.cook.gates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a gate file runs: it is written by whoever can push, so it gets no network, no variable, user or file of the server's,
 * nothing that it could write but a small /tmp, and bounds for all that it takes.
 */
final class GateSandbox {
    /** Bytes of /tmp, and of one file there. */
    private static final long TMP_BYTES = 64L << 20;

    /** Bytes that one process may write to; V8 takes most of a hundred megabytes for nothing. */
    private static final long DATA_BYTES = 512L << 20;

    /** Processes and threads of its user. */
    private static final int PROCESSES = 64;

    /**
     * The first of the users that gate files run as: numbers that nothing else hands out, below those of the environments.
     */
    private static final int FIRST_UID = 1_879_050_000;

    private static final int UIDS = 49_000;

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** System directories that are shown as they are; links stay links. */
    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt");

    /** Of /etc only what programs start with: no name of anybody, no secret. */
    private static final List<String> ETC = List.of("/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf");

    /** What Cook puts beside the tree, as resource and as file. */
    private static final Map<String, String> BESIDE = Map.of(
            "run-python", "run-python",
            "run-typescript", "run-typescript",
            "import-map.json", "import-map.json",
            "package.json", "package.json",
            "python/cook/__init__.py", "python/cook/__init__.py",
            "python/cook/py.typed", "python/cook/py.typed",
            "javascript/cook/package.json", "node_modules/cook/package.json",
            "javascript/cook/index.js", "node_modules/cook/index.js",
            "javascript/cook/index.d.ts", "node_modules/cook/index.d.ts");

    private final Path directory;

    /** @param directory empty, and the server's own */
    GateSandbox(Path directory) {
        this.directory = directory;
    }

    /** Writes out what the file sees. */
    void write(GateTree tree) throws IOException {
        Path shown = shown();
        for (Map.Entry<String, String> beside : BESIDE.entrySet()) {
            try (InputStream in = GateSandbox.class.getResourceAsStream("file/" + beside.getKey())) {
                if (in == null) {
                    throw new IllegalStateException("no resource " + beside.getKey());
                }
                write(shown, beside.getValue(), in.readAllBytes());
            }
        }
        write(shown, "files", String.join("\0", tree.names()).getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> file : tree.files().entrySet()) {
            write(shown.resolve("tree"), file.getKey(), file.getValue());
        }
    }

    private static void write(Path under, String path, byte[] content) throws IOException {
        Path file = under.resolve(path).normalize();
        if (!file.startsWith(under)) {
            throw new IOException("a file of the tree lies outside of it");
        }
        Files.createDirectories(parent(file));
        Files.write(file, content);
        // Whatever the server's umask is: another user has to be able to read it.
        for (Path each = file; !each.equals(parent(under)); each = parent(each)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException(file + " is in no directory");
        }
        return parent;
    }

    private Path shown() {
        return directory.resolve("gates");
    }

    /** The command that runs the file; it dies with its parent. */
    List<String> command(GateProgram program) {
        boolean root = self() == 0;
        List<String> words = new ArrayList<>();
        add(words, "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try");
        add(words, "--die-with-parent", "--new-session", "--hostname", "cook-gates", "--cap-drop", "ALL");
        if (root) {
            add(words, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");
        } else {
            add(words, "--unshare-user");
        }
        add(words, "--clearenv", "--setenv", "PATH", PATH, "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8");
        add(words, "--setenv", "PYTHONPATH", "/gates/python:/gates/tree/" + GateTree.OWN);
        add(words, "--setenv", "COOK_FILES", "/gates/files", "--setenv", "NO_COLOR", "1");
        add(words, "--setenv", "DENO_DIR", "/tmp/deno", "--setenv", "DENO_NO_UPDATE_CHECK", "1");
        add(words, "--ro-bind", "/usr", "/usr");
        SYSTEM.forEach(path -> asOnHost(words, Path.of(path)));
        add(words, "--perms", "0755", "--dir", "/etc");
        ETC.forEach(path -> asOnHost(words, Path.of(path)));
        add(words, "--proc", "/proc", "--dev", "/dev");
        for (String path : List.of("/dev/shm", "/tmp")) {
            add(words, "--perms", "1777", "--size", Long.toString(TMP_BYTES), "--tmpfs", path);
        }
        add(words, "--ro-bind", shown().toString(), "/gates", "--remount-ro", "/dev", "--remount-ro", "/");
        add(words, "--chdir", "/gates/tree", "--");
        add(words, "prlimit", "--core=0", "--fsize=" + TMP_BYTES, "--data=" + DATA_BYTES);
        if (root) {
            int uid = FIRST_UID + Math.floorMod(directory.toString().hashCode(), UIDS);
            // The limit counts a user's processes everywhere, so it is only fair to a user of its own.
            add(words, "--nproc=" + PROCESSES, "setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
            add(words, "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs", "--");
        }
        add(words, "/gates/" + program.runner());
        return words;
    }

    void delete() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static int self() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void asOnHost(List<String> words, Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                add(words, "--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                add(words, "--ro-bind", path.toString(), path.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(List<String> words, String... more) {
        words.addAll(List.of(more));
    }
}
