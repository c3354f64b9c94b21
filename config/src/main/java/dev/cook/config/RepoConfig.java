package dev.cook.config;

import dev.cook.domain.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a repository asks for in its {@code cook.toml}, which anybody who can push may have written.
 *
 * @param attempts how often a failing gate's log goes back to the agent
 * @param limits what one session may use
 * @param gates in the order of the file
 * @param queue how what it lands on is queued for
 * @param people who is who, for approvals
 * @param reads files that a gate file may read beside what belongs to it
 * @param environments by name; none where the file was read without the server's
 * @param source where all that is said
 */
public record RepoConfig(
        int attempts,
        RepoLimits limits,
        List<Gate> gates,
        QueueConfig queue,
        People people,
        List<PathPattern> reads,
        Map<String, RepoEnvironment> environments,
        SourceMap source) {
    /** The file at the root of the tree. */
    public static final String FILE = "cook.toml";

    /** Bytes that are worth fetching; a larger file is refused. */
    public static final int LARGEST = 64 * 1024;

    /** Bytes that a gate file may print. */
    public static final int LARGEST_DOCUMENT = 1 << 20;

    /** Gates run for every candidate, so a file must not be able to ask for thousands. */
    public static final int MOST_GATES = 50;

    /** Patterns of test reports of one gate: git looks for them one by one. */
    public static final int MOST_REPORTS = 20;

    /** What an absent file means. */
    public static final RepoConfig NONE = new RepoConfig(
            RepoSettings.ATTEMPTS.fallbackValue(),
            RepoLimits.NONE,
            List.of(),
            QueueConfig.DEFAULT,
            People.NONE,
            List.of(),
            Map.of(),
            SourceMap.NONE);

    public RepoConfig {
        gates = List.copyOf(gates);
        reads = List.copyOf(reads);
        environments = Map.copyOf(environments);
        if (attempts < 0 || gates.size() > MOST_GATES) {
            throw new IllegalArgumentException(attempts + " attempts, " + gates.size() + " gates");
        }
    }

    /**
     * Reads the file's text; {@code where} is what messages call it. The environment plays no part here, and environments
     * are checked for their form alone.
     *
     * @throws ConfigException with everything that is wrong
     */
    public static RepoConfig parse(String text, String where) {
        return parse(text, where, Optional.empty());
    }

    /** The same with the file's environments, each one of the server's and narrowed. */
    public static RepoConfig parse(String text, String where, ServerEnvironments server) {
        return parse(text, where, Optional.of(server));
    }

    /**
     * Reads what a commit has at the file's path. Nothing there means {@link #NONE}; what is there and is no file is a mistake.
     *
     * @param entry with one byte more than {@link #LARGEST} if there are as many
     * @throws ConfigException with everything that is wrong
     */
    public static RepoConfig read(TreeEntry entry, ServerEnvironments server) {
        return read(entry, Optional.of(server));
    }

    /** The same without environments, which are checked for their form alone. */
    public static RepoConfig read(TreeEntry entry) {
        return read(entry, Optional.empty());
    }

    private static RepoConfig read(TreeEntry entry, Optional<ServerEnvironments> server) {
        return switch (entry) {
            case TreeEntry.Nothing _ -> NONE;
            case TreeEntry.Other(String kind) -> throw new ConfigException(Problem.of(FILE, notAFile(kind)));
            case TreeEntry.File(byte[] bytes) -> parse(new String(bytes, StandardCharsets.UTF_8), FILE, server);
        };
    }

    /** What is wrong with a path that has to be a file; {@code kind} is what it is. */
    public static String notAFile(String kind) {
        return "is " + kind + ", but must be a file; commit a file";
    }

    private static RepoConfig parse(String text, String where, Optional<ServerEnvironments> server) {
        Source source = new Source(where, Map.of(), new Problems());
        // A character has at least one byte, so this needs no encoding to refuse what is far too large.
        if (text.length() > LARGEST || text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw new ConfigException(Problem.of(where, "is larger than 64 KiB"));
        }
        return new RepoFile(source, source.parse(text), server).read();
    }

    /**
     * The same with what a gate file printed; {@code where} is what messages call that file. What is said here must not be
     * said there.
     *
     * @throws ConfigException with everything that is wrong
     */
    public RepoConfig with(String document, String where) {
        requireAbsent(gates.isEmpty(), "[[gates]]", where);
        GateFile read = GateDocument.read(document, where);
        boolean queueHere = !queue.equals(QueueConfig.DEFAULT);
        boolean peopleHere = !people.equals(People.NONE);
        requireAbsent(!queueHere || read.queue().equals(QueueConfig.DEFAULT), "[queue]", where);
        requireAbsent(!peopleHere || read.people().equals(People.NONE), "[groups] or [owners]", where);
        return new RepoConfig(
                attempts,
                limits,
                read.gates(),
                queueHere ? queue : read.queue(),
                peopleHere ? people : read.people(),
                reads,
                environments,
                source.with(read.source()));
    }

    private static void requireAbsent(boolean absent, String table, String where) {
        if (!absent) {
            throw new ConfigException(
                    Problem.of(FILE, "has " + table + ", and so has " + where + "; keep them in one of the two files"));
        }
    }

    public Optional<RepoEnvironment> environment(String name) {
        return Optional.ofNullable(environments.get(name));
    }
}
