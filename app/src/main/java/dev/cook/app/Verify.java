package dev.cook.app;

import dev.cook.domain.Text;
import dev.cook.merge.DsseEnvelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verifies, without any server, what a note says of a commit that landed. */
@Command(
        name = "verify",
        description =
                "Verify the signed note about a landed commit: in a clone, offline, with the server's public key.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  ssh HOST key server > cook.pem",
            "  git fetch origin refs/notes/cook/gates:refs/notes/cook/gates",
            "  cook verify --key cook.pem HEAD",
            "  cook verify --key cook.pem --json v1.0 | jq .predicate.gates"
        })
final class Verify implements Callable<Integer> {
    private static final int WRONG = 1;
    private static final int USAGE = 2;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The server's public key.")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print the whole statement.")
    private boolean json;

    @Option(names = "-C", paramLabel = "DIR", description = "The clone (default: here).")
    private Path directory = Path.of(".");

    @Parameters(arity = "0..1", paramLabel = "COMMIT", description = "The commit (default: HEAD).")
    private String commit = "HEAD";

    @Override
    public Integer call() throws IOException, InterruptedException {
        PublicKey verifier;
        try {
            verifier = SigningKey.publicKey(Files.readString(Objects.requireNonNull(key)));
        } catch (IOException | IllegalArgumentException e) {
            return fail(USAGE, key + " does not contain a public key; get the server's with: ssh HOST key server");
        }
        Ran id = git("rev-parse", "--verify", "--end-of-options", commit + "^{commit}");
        if (id.status() != 0) {
            return fail(USAGE, "no commit '" + commit + "' in " + directory.toAbsolutePath());
        }
        String hex = new String(id.output(), StandardCharsets.UTF_8).strip();
        Ran note = git("notes", "--ref=cook/gates", "show", hex);
        if (note.status() != 0) {
            return fail(
                    WRONG,
                    "no note about " + hex
                            + "; the commit did not land through the queue, or the notes are not fetched:"
                            + " git fetch origin refs/notes/cook/gates:refs/notes/cook/gates");
        }
        JsonNode statement;
        try {
            statement = JsonMapper.shared().readTree(DsseEnvelope.open(note.output(), verifier));
        } catch (IllegalArgumentException e) {
            return fail(WRONG, "the note about " + hex + " is not valid: " + e.getMessage());
        }
        if (!names(statement, hex)) {
            return fail(WRONG, "the note about " + hex + " is about another commit");
        }
        if (json) {
            System.out.println(statement.toPrettyString());
        } else {
            tell(hex, statement.path("predicate"));
        }
        return 0;
    }

    private static boolean names(JsonNode statement, String hex) {
        for (JsonNode subject : statement.path("subject")) {
            for (JsonNode digest : subject.path("digest")) {
                if (digest.asString("").equals(hex)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void tell(String hex, JsonNode predicate) {
        System.out.println("good       " + hex + " landed on " + text(predicate, "target"));
        for (JsonNode branch : predicate.path("branches")) {
            System.out.println("branch     " + text(branch, "name") + ", started by " + text(branch, "startedBy")
                    + ", queued by " + text(branch, "letInBy"));
        }
        for (JsonNode gate : predicate.path("gates")) {
            System.out.println("gate       " + text(gate, "name") + " " + text(gate, "result") + " (run "
                    + gate.path("run").asLong(0) + ")");
        }
    }

    /** From outside, and for a terminal. */
    private static String text(JsonNode json, String name) {
        return Text.printable(json.path(name).asString("unknown"));
    }

    /** How a git command ended. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Ran(int status, byte[] output) {}

    private Ran git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        return new Ran(process.waitFor(), output);
    }

    private static int fail(int status, String why) {
        System.err.println("cook: " + Text.printable(why));
        return status;
    }
}
