package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.sshd.CommandIo;
import dev.cook.sshd.Typing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandReferenceTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."))
            .resolve("../docs/commands.md")
            .normalize();

    /** Checks the document, and only with the named property rewrites it. */
    @Test
    void theDocumentIsWhatTheCommandsSay(@TempDir Path data) throws IOException {
        try (Typing typing = new Typing(data)) {
            CommandIo io = new CommandIo(
                    new ByteArrayInputStream(new byte[0]),
                    OutputStream.nullOutputStream(),
                    OutputStream.nullOutputStream(),
                    Map.of(),
                    false);
            CookCommand.Desk desk = new CookCommand.Desk(typing.store(), typing.person("ada", true, true), io);
            String markdown = CommandReference.markdown(typing.commands().tree(desk));
            if (Boolean.getBoolean("cook.write-docs")) {
                Files.writeString(DOCUMENT, markdown);
            }
            assertThat(DOCUMENT)
                    .as("out of date? run: mvn -q test -pl sshd -am -Dtest=CommandReferenceTest -Dcook.write-docs=true")
                    .hasContent(markdown);
        }
    }

    /** ssh joins its words with blanks, so the shell that the example is typed into may not be the one to take quotes off. */
    @Test
    void wordsWithBlanksInExamplesAreQuotedForTheFarSide() throws IOException {
        assertThat(Files.readString(DOCUMENT).lines())
                .filteredOn(line -> line.strip().startsWith("ssh HOST") && line.contains("\""))
                .isNotEmpty()
                .allMatch(line -> !line.replaceAll("'[^']*'", "").contains("\""));
    }
}
