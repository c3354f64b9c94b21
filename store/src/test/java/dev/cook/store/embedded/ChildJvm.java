package dev.cook.store.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** Another JVM that runs a server in a directory until it is killed. */
record ChildJvm(Process process, long postgres, String url, String password) implements AutoCloseable {
    private static final String MARK = "answer: ";

    static ChildJvm start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildJvm.class.getName(),
                        directory.toString())
                .redirectError(Redirect.INHERIT)
                .start();
        try {
            BufferedReader out = process.inputReader();
            return new ChildJvm(process, Long.parseLong(answer(out)), answer(out), answer(out));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The child's log goes the same way, so its answers are marked. */
    private static String answer(BufferedReader out) throws IOException {
        return out.lines()
                .filter(line -> line.startsWith(MARK))
                .findFirst()
                .map(line -> line.substring(MARK.length()))
                .orElseThrow(() -> new IOException("the child ended early"));
    }

    /** The child's own main: tells of its server and waits to be killed. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres server = TestPostgres.start(Path.of(arguments[0]))) {
            System.out.println(MARK + server.pid());
            System.out.println(MARK + server.jdbcUrl());
            System.out.println(MARK + server.password());
            int end = System.in.read();
            if (end != -1) {
                throw new IllegalStateException("nobody writes to this process");
            }
        }
    }

    /** As {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
