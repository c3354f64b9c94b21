package dev.cook.agents.session;

import dev.cook.agents.backend.Variables;
import dev.cook.agents.output.Ustar;
import dev.cook.config.PathPattern;
import dev.cook.domain.Oid;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a job is to run. It travels as a tar with a file for each word and each variable, because files need no quoting:
 * {@code argv/0000…}, {@code env/NAME}, {@code prompt}, {@code timeout} in seconds, {@code reports} with a pattern a line.
 *
 * @param variables the job's own, besides its environment's
 * @param timeout after which the command is asked to end, and killed ten seconds later
 * @param reports patterns of the files in which the command reports its tests
 * @param context variables of Cook's own that say what the job is about
 * @param base for an agent in a gate: the commit that the judged one stands on, which says how agents are instructed
 */
public record JobSpec(
        List<String> argv,
        String prompt,
        Variables variables,
        Duration timeout,
        Optional<Oid> base,
        List<PathPattern> reports,
        Map<String, String> context) {
    /**
     * Stands in a word for the file that holds the prompt: only the environment knows where that is. No prompt holds it,
     * as none may hold control characters.
     */
    public static final String PROMPT_FILE = "\u0001prompt-file\u0001";

    /** Stands in a word for the address of the agent's tools, and for a file that names it; the same goes for them. */
    public static final String MCP_URL = "\u0001mcp-url\u0001";

    public static final String MCP_CONFIG = "\u0001mcp-config\u0001";

    /** Stands before the command of an agent that is spoken with over the Agent Client Protocol. */
    public static final String ACP = "\u0001acp\u0001";

    /** More words than any command has. */
    private static final int MOST_WORDS = 2_000;
    /** Bytes of a word; Linux refuses 128 KiB. Longer prompts go by {@code {prompt_file}}. */
    public static final int LONGEST_WORD = 120_000;
    /** Bytes of a prompt. */
    public static final int LONGEST_PROMPT = 4 << 20;

    public JobSpec(List<String> argv, String prompt, Variables variables, Duration timeout) {
        this(argv, prompt, variables, timeout, Optional.empty(), List.of(), Map.of());
    }

    public JobSpec {
        argv = List.copyOf(argv);
        reports = List.copyOf(reports);
        context = Map.copyOf(context);
        if (argv.isEmpty() || argv.getFirst().isEmpty() || argv.size() > MOST_WORDS) {
            throw new IllegalArgumentException("a job runs a command of 1 to " + MOST_WORDS + " words");
        }
        for (String word : argv) {
            if (word.indexOf('\0') >= 0 || utf8(word).length > LONGEST_WORD) {
                throw new IllegalArgumentException("a word of a job's command holds a NUL or is longer than "
                        + LONGEST_WORD + " bytes; a long prompt can be passed as {prompt_file}");
            }
        }
        if (utf8(prompt).length > LONGEST_PROMPT) {
            throw new IllegalArgumentException("a prompt may have " + LONGEST_PROMPT + " bytes");
        }
        if (timeout.toSeconds() < 1) {
            throw new IllegalArgumentException("a job needs at least a second, not " + timeout);
        }
    }

    /** Writes the answer to {@code job fetch}; leaves the stream open. */
    public void writeTo(OutputStream out) throws IOException {
        for (int i = 0; i < argv.size(); i++) {
            Ustar.write(out, String.format(Locale.ROOT, "argv/%04d", i), utf8(argv.get(i)));
        }
        for (Map.Entry<String, String> variable : variables.values().entrySet()) {
            Ustar.write(out, "env/" + variable.getKey(), utf8(variable.getValue()));
        }
        for (Map.Entry<String, String> variable : context.entrySet()) {
            Ustar.write(out, "env/" + variable.getKey(), utf8(variable.getValue()));
        }
        Ustar.write(out, "prompt", utf8(prompt));
        if (base.isPresent()) {
            Ustar.write(out, "base", utf8(base.get().hex()));
        }
        if (!reports.isEmpty()) {
            String lines =
                    reports.stream().map(pattern -> pattern.text() + "\n").collect(Collectors.joining());
            Ustar.write(out, "reports", utf8(lines));
        }
        Ustar.write(out, "timeout", utf8(Long.toString(timeout.toSeconds())));
        Ustar.finish(out);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Without words, prompt and values: any of them can be a secret. */
    @Override
    public String toString() {
        return "JobSpec[" + argv.size() + " words, " + timeout + "]";
    }
}
