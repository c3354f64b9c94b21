package dev.cook.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServerDirectoryTest {
    private static final ServerAccount SWITCHED = new ServerAccount(ServerAccount.UID, true);
    private static final ServerAccount OWN = new ServerAccount(ServerAccount.ownerOf(Path.of("/proc/self")), false);

    private final Path home = TestPostgres.directory();

    @AfterEach
    void removeHome() {
        Leftovers.removeTree(home);
    }

    @Test
    void anAncestorThatPostgresCannotPassIsNamedWithTheWayOut() throws IOException {
        Path closed = Files.createDirectory(home.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

        assertThatThrownBy(() -> ServerDirectory.prepare(closed.resolve("data/postgres"), SWITCHED))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("cannot pass through " + closed + ".")
                .hasMessageContaining("chmod o+x " + closed)
                .hasMessageContaining("/var/lib/cook");
        assertThat(closed).isEmptyDirectory();
    }

    @Test
    void whatCookMakesItselfCanBePassedByPostgresAndListedByNobody() throws IOException {
        ServerDirectory directory = ServerDirectory.prepare(home.resolve("data/postgres"), SWITCHED);

        assertThat(permissions(directory.path())).isEqualTo("rwx--x--x");
        assertThat(permissions(home.resolve("data"))).isEqualTo("rwx--x--x");
    }

    @Test
    void whatCookMakesForItsOwnUserIsClosed() throws IOException {
        ServerDirectory directory = ServerDirectory.prepare(home.resolve("data/postgres"), OWN);

        assertThat(permissions(directory.path())).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("data"))).isEqualTo("rwx------");
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.createFile(home.resolve("data"));

        assertThatThrownBy(() -> ServerDirectory.prepare(file.resolve("postgres"), OWN))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Choose another data directory");
    }

    @Test
    void aClusterOfAnotherUserIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> new ServerAccount(OWN.uid() + 1, false).requireOwner(home))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("chown -R " + (OWN.uid() + 1) + " " + home);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
