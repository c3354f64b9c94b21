package dev.cook.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."))
            .resolve("../docs/configuration.md")
            .normalize();

    /** Checks the document, and only with the named property rewrites it. */
    @Test
    void theDocumentIsWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("cook.write-docs")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, ConfigReference.markdown());
        }
        assertThat(DOCUMENT)
                .as("out of date? run: mvn -q test -pl config -Dtest=ConfigReferenceTest -Dcook.write-docs=true")
                .hasContent(ConfigReference.markdown());
    }

    @Test
    void theExamplesAreAccepted() {
        assertThat(Refusals.server(ConfigReference.SERVER_EXAMPLE).agent("ours"))
                .isPresent();
        assertThat(Refusals.repo(ConfigReference.REPO_EXAMPLE).gates()).hasSize(4);
    }

    @Test
    void noTwoSettingsShareAVariableAndEachSentenceIsOne() {
        var settings = ServerSettings.TABLE.tables().stream()
                .flatMap(table -> ServerSettings.TABLE.in(table).stream())
                .toList();
        assertThat(settings.stream().flatMap(setting -> setting.variable(setting.table()).stream()))
                .doesNotHaveDuplicates();
        assertThat(settings)
                .allSatisfy(
                        setting -> assertThat(setting.sentence()).endsWith(".").doesNotContain("|"));
    }
}
