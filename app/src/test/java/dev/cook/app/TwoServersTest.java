package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.config.CookConfig;
import dev.cook.store.DatabaseInUse;
import dev.cook.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A second server on the database of the first one does nothing but say so. */
class TwoServersTest {
    @Test
    void aServerWithACopiedDataDirectoryIsRefusedWhileTheFirstOneRunsAndTakesOverAfterIt() throws Exception {
        TestDatabase database = TestDatabase.migrated();
        try (TestSite first = TestSite.open();
                TestSite second = TestSite.open()) {
            Person admin = Person.in(first.directory().resolve("admin"), "");
            try (CookServer _ = start(first, database, admin)) {
                copyId(first, second);

                assertThatThrownBy(() -> start(second, database, admin))
                        .isInstanceOf(DatabaseInUse.class)
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid())
                        .hasMessageContaining(first.data().toString());
            }
            try (CookServer again = start(second, database, admin)) {
                assertThat(again.firstAdmin()).isEmpty();
            }
        }
    }

    @Test
    void whoStartsAServerAgainThatKnowsNoneOfTheirKeysIsToldWhichItKnows() throws Exception {
        TestDatabase database = TestDatabase.migrated();
        try (TestSite site = TestSite.open()) {
            Person admin = Person.in(site.directory().resolve("admin"), "");
            start(site, database, admin).close();
            try (CookServer again = start(site, database, Optional.empty())) {
                assertThat(again.firstAdmin()).as("no key to compare").isEmpty();
            }
            Path keys = Files.createDirectory(site.directory().resolve(".ssh"));
            Person other = Person.in(site.directory().resolve("other"), "");
            Files.copy(other.publicKey(), keys.resolve("id.pub"));
            try (CookServer again = start(site, database, Optional.empty())) {
                assertThat(again.firstAdmin().orElseThrow())
                        .contains("none of the keys in " + keys, "account admin has SHA256:", "--admin-key FILE.pub");
            }
            Files.copy(admin.publicKey(), keys.resolve("older.pub"));
            try (CookServer again = start(site, database, Optional.empty())) {
                assertThat(again.firstAdmin()).isEmpty();
            }
        }
    }

    @Test
    void aServerWithoutTheObjectsOfTheDatabaseIsRefusedAlthoughTheFirstOneIsGone() throws Exception {
        TestDatabase database = TestDatabase.migrated();
        try (TestSite first = TestSite.open();
                TestSite second = TestSite.open()) {
            Person admin = Person.in(first.directory().resolve("admin"), "");
            start(first, database, admin).close();

            assertThatThrownBy(() -> start(second, database, admin))
                    .isInstanceOf(DatabaseInUse.class)
                    .hasMessageContaining("belongs to the data directory " + first.data());
        }
    }

    private static CookServer start(TestSite site, TestDatabase database, Person admin) throws IOException {
        return start(site, database, Optional.of(admin.publicKey()));
    }

    private static CookServer start(TestSite site, TestDatabase database, Optional<Path> key) throws IOException {
        CookConfig config = CookConfig.parse(
                site.configuration(
                        0,
                        0,
                        "\n[database]\nurl = \"%s\"\nuser = \"%s\"\npool = 8\n"
                                .formatted(database.url(), database.user())),
                "test",
                Map.of("COOK_DATABASE_PASSWORD", database.password()),
                site.data());
        return CookServer.start(config, key, site.directory(), Map.of());
    }

    private static void copyId(TestSite from, TestSite to) throws IOException {
        Path id = from.data().resolve("server_id");
        Files.createDirectories(to.data());
        Files.copy(id, to.data().resolve("server_id"));
    }
}
