package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.BackendSettings;
import dev.cook.config.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramSearchTest {
    @TempDir
    Path temp;

    private Path bin;
    private String path;

    @BeforeEach
    void programs() throws IOException {
        bin = Files.createDirectory(temp.toRealPath().resolve("bin"));
        path = bin + ":/usr/bin";
        assertThat(Files.createFile(bin.resolve("there")).toFile().setExecutable(true))
                .isTrue();
        Files.createFile(bin.resolve("data"));
        Files.createDirectory(bin.resolve("directory"));
    }

    private Optional<String> missing(String program, BackendSettings.Local local) {
        return ProgramSearch.missing(program, Optional.of(path), local);
    }

    private static BackendSettings.Local sandboxed(Path... paths) {
        return new BackendSettings.Local(Sandbox.BUBBLEWRAP, List.of(paths));
    }

    @Test
    void whatTheSystemOrTheListedPathsHaveIsFound() {
        assertThat(ProgramSearch.missing("sh", Optional.empty(), sandboxed())).isEmpty();
        assertThat(missing("sh", sandboxed())).isEmpty();
        assertThat(missing("/bin/sh", sandboxed())).isEmpty();
        assertThat(missing("there", sandboxed(bin))).isEmpty();
        assertThat(missing(bin + "/there", sandboxed(bin))).isEmpty();
        assertThat(missing("there", new BackendSettings.Local(Sandbox.NONE, List.of())))
                .isEmpty();
    }

    @Test
    void whatIsNowhereIsMissing() {
        for (String program : List.of("cook-no-such-agent", "data", "directory")) {
            assertThat(missing(program, sandboxed(bin))).hasValue("there is no program " + program + " in " + path);
        }
        assertThat(missing("/usr/bin/cook-no-such-agent", sandboxed()))
                .hasValue("there is no program /usr/bin/cook-no-such-agent");
    }

    @Test
    void whatASandboxDoesNotShowIsMissingToo() throws IOException {
        assertThat(missing("there", sandboxed()))
                .hasValue("its sandbox does not show " + bin + "/there, or what that links to");
        Path shown = Files.createDirectory(temp.toRealPath().resolve("shown"));
        Files.createSymbolicLink(shown.resolve("there"), bin.resolve("there"));
        path = shown.toString();
        assertThat(missing("there", sandboxed(shown))).isPresent();
        assertThat(missing("there", sandboxed(shown, bin))).isEmpty();
    }

    @Test
    void nobodyCanTellOfWhatIsInTheWorkTree() {
        assertThat(missing("./agent", sandboxed())).isEmpty();
        assertThat(missing("tools/agent", sandboxed())).isEmpty();
        assertThat(ProgramSearch.missing("agent", Optional.of("bin:/usr/bin"), sandboxed()))
                .isEmpty();
    }
}
