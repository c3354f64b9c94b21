package dev.cook.agents.backend;

import dev.cook.agents.output.Ustar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * One command and a few variables from which an environment grows in any place that has a shell: the scripts and the
 * specification travel in a variable, and the command unpacks them and starts the bootstrap.
 */
record BootstrapCommand(List<String> command, Map<String, String> variables) {
    /** Names the environment to whoever looks for its processes. */
    static final String MARK = "COOK_ENVIRONMENT";

    /** Where the repository's objects are lent inside; a place that is not there lends nothing. */
    static final String OBJECTS = "/cook-objects";

    /** Where the server is reached inside through a socket, where it is. */
    static final String DOOR = "/cook-net";

    BootstrapCommand {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }

    /** @param mark unlike that of any other environment of any server */
    static BootstrapCommand of(LaunchSpec spec, String mark, SpecFiles.Reach reach) {
        Map<String, String> variables = new TreeMap<>();
        variables.put(MARK, mark);
        variables.put("COOK_OBJECTS", OBJECTS);
        variables.put("COOK_SEED", packed(spec, reach));
        return new BootstrapCommand(List.of("sh", "-c", Scripts.text("seed")), variables);
    }

    private static String packed(LaunchSpec spec, SpecFiles.Reach reach) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream tar = new GZIPOutputStream(packed)) {
            for (String script : Scripts.IN_ENVIRONMENT) {
                Ustar.write(tar, "cook-bin/" + script, utf8(Scripts.text(script)));
            }
            for (SpecFiles.Entry entry : SpecFiles.of(spec, "@ROOT@/cook-spec", reach)) {
                Ustar.write(tar, "cook-spec/" + entry.name(), utf8(entry.content()));
            }
            Ustar.finish(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String seed = Base64.getEncoder().encodeToString(packed.toByteArray());
        if (seed.length() > Variables.LONGEST_VALUE) {
            throw new CannotLaunch("the variables of the environment are too large to hand over: " + seed.length()
                    + " bytes when packed, and a system takes " + Variables.LONGEST_VALUE
                    + "; give the agent fewer or shorter ones");
        }
        return seed;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the variables: a key is among them. */
    @Override
    public String toString() {
        return "Seed[" + variables.get(MARK) + "]";
    }
}
