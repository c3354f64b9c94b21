package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.git.LentDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What other users of the server's machine can see of it; that sandboxes see what they are lent, other tests need. */
class DataDirectoryTest {
    @Test
    void otherUsersReadNoRepositoryAndDoNotSeeWhichThereAre() throws Exception {
        try (TestServer cook = TestServer.start()) {
            Person ada = cook.admin();
            Path work = ada.repository("secret");
            ada.git(work, "push", "-q", ada.url("secret"), "main").ok();
            Path data = cook.site().data();
            Path repositories = data.resolve("repos");
            Path head = repositories.resolve("1.git/HEAD");
            assertThat(head).exists();
            assertThat(permissions(data)).matches("rwx......").matches("......--.");

            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                assertThat(permissions(repositories)).isEqualTo("rwx------");
                return;
            }
            assertThat(permissions(repositories)).isEqualTo("rwx--x---");
            assertThat(Files.getAttribute(repositories, "unix:gid")).isEqualTo(LentDirectory.GROUP);
            for (String words : List.of("ls " + data, "ls " + repositories, "cat " + head)) {
                Ended ended = Ended.of(new ProcessBuilder(
                        "setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", "sh", "-c", words));
                assertThat(ended.status()).as(words).isNotZero();
                assertThat(ended.err()).contains("Permission denied");
            }
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
