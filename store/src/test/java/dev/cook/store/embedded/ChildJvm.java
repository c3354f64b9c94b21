package dev.cook.store.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** Another JVM that runs a server in a directory until it is killed. */
record ChildJvm(Process process, long postgres, String url, String password) implements AutoCloseable {
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
        BufferedReader out = process.inputReader();
        return new ChildJvm(process, Long.parseLong(line(out)), line(out), line(out));
    }

    private static String line(BufferedReader out) throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the child ended early");
        }
        return line;
    }

    /** The child's own main: tells of its server and waits to be killed. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres server = TestPostgres.start(Path.of(arguments[0]))) {
            System.out.println(server.pid() + "\n" + server.jdbcUrl() + "\n" + server.password());
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
