package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.store.PreparedCluster;
import dev.cook.store.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads when the server does not start: what was wrong and the way out, in no more than two lines. */
class ServeWordsTest {
    private static final int USAGE = 2;

    /** As sysexits.h has it. */
    private static final int BAD_CONFIGURATION = 78;

    @TempDir
    Path temp;

    /** The real program, in a home without keys. */
    private Ended cook(Map<String, String> variables, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(ServerClasses.options());
        command.add(Main.class.getName());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", temp.toString());
        builder.environment().putAll(variables);
        return Ended.of(builder);
    }

    private static String complaint(Ended ended) {
        assertThat(ended.err()).as("with the log").doesNotContain("\tat ");
        String complaint = ended.err()
                .substring(Math.max(0, ended.err().indexOf("cook: ")))
                .strip();
        assertThat(complaint).doesNotContain("Exception", "picocli");
        return complaint;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            serve x                     | unexpected argument 'x'     | cook serve --help
            serve --dta d               | unknown option '--dta'      | cook serve --help
            serve --data                | missing --data              | cook serve --help
            serve --data a --data b     | --data is given more than once | cook serve --help
            serv                        | unknown command 'serv'      | did you mean: serve? see: cook --help
            verify                      | missing --key               | cook verify --help
            verify --key k HEAD HEAD~1  | unexpected argument 'HEAD~1' | cook verify --help
            """)
    void wrongWordsAreToldInWordsOfCook(String words, String wrong, String wayOut) throws Exception {
        Ended ended = cook(Map.of(), List.of(words.split(" +"))).refused();
        assertThat(ended.status()).isEqualTo(USAGE);
        assertThat(complaint(ended).lines().toList()).hasSize(2);
        assertThat(complaint(ended)).startsWith("cook: " + wrong).endsWith(wayOut);
    }

    @Test
    void aNewServerWithoutAKeyLeavesNothingBehind() throws Exception {
        Path data = temp.resolve("data");
        Ended none = cook(Map.of(), List.of("serve", "--data", data.toString())).refused();
        assertThat(none.status()).isEqualTo(BAD_CONFIGURATION);
        assertThat(complaint(none))
                .startsWith("cook: no SSH public key in " + temp.resolve(".ssh"))
                .contains("ssh-keygen", "--admin-key");
        Path empty = Files.createFile(temp.resolve("empty.pub"));
        Ended other = cook(Map.of(), List.of("serve", "--data", data.toString(), "--admin-key", empty.toString()))
                .refused();
        assertThat(complaint(other)).startsWith("cook: " + empty + " does not contain an SSH public key");
        assertThat(data).doesNotExist();
    }

    @Test
    void aDatabaseElsewhereIsLeftAsItIsWhileSomethingElseIsWrong() throws Exception {
        TestDatabase empty = TestDatabase.fresh();
        Path data = temp.resolve("data");
        List<String> serve = List.of("serve", "--data", data.toString());
        List<String> withKey = List.of(
                "serve",
                "--data",
                data.toString(),
                "--admin-key",
                Person.in(temp.resolve("admin"), "").publicKey().toString());
        Map<String, String> variables = new HashMap<>(Map.of(
                "COOK_DATABASE_URL", empty.url(),
                "COOK_DATABASE_USER", empty.user(),
                "COOK_DATABASE_PASSWORD", empty.password(),
                "COOK_SSH_LISTEN", "127.0.0.1:0",
                "COOK_HTTP_LISTEN", "127.0.0.1:0"));

        assertThat(complaint(cook(variables, serve).refused()))
                .startsWith("cook: no SSH public key in " + temp.resolve(".ssh"));
        assertThat(data).doesNotExist();
        variables.put(
                "COOK_USAGE_PRICES",
                Files.writeString(temp.resolve("prices.toml"), "[x").toString());
        assertThat(complaint(cook(variables, withKey).refused())).startsWith("cook: the table of prices ");
        assertThat(data).doesNotExist();
        variables.remove("COOK_USAGE_PRICES");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            variables.put("COOK_HTTP_LISTEN", "127.0.0.1:" + taken.getLocalPort());
            assertThat(complaint(cook(variables, withKey).refused())).startsWith("cook: cannot listen on ");
        }
        Files.writeString(data.resolve("signing_key"), "no key");
        Files.writeString(data.resolve("signing_key.pub"), "no key");
        variables.put("COOK_HTTP_LISTEN", "127.0.0.1:0");
        assertThat(complaint(cook(variables, withKey).refused())).contains("do not contain a pair of Ed25519 keys");
        Files.delete(data.resolve("signing_key"));
        Files.writeString(data.resolve("host_key"), "no key");
        assertThat(complaint(cook(variables, withKey).refused()))
                .startsWith("cook: the host key " + data.resolve("host_key") + " is not a usable key\n  Restore");

        try (Connection connection = empty.connect();
                Statement statement = connection.createStatement();
                ResultSet tables =
                        statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            tables.next();
            assertThat(tables.getInt(1)).as("nothing was migrated").isZero();
        }
    }

    @Test
    void anAddressThatCannotBeHadIsNamedWithTheSetting() throws Exception {
        try (TestSite site = TestSite.open()) {
            Path data = Files.createDirectory(site.data());
            PreparedCluster.copyTo(data.resolve("postgres"));
            anAddressThatCannotBeHad(data);
        }
    }

    private void anAddressThatCannotBeHad(Path data) throws Exception {
        Person admin = Person.in(temp.resolve("admin"), "");
        List<String> serve = List.of(
                "serve",
                "--data",
                data.toString(),
                "--admin-key",
                admin.publicKey().toString());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            for (String part : List.of("SSH", "HTTP")) {
                Ended ended = cook(
                                Map.of(
                                        "COOK_SSH_LISTEN", part.equals("SSH") ? address : "127.0.0.1:0",
                                        "COOK_HTTP_LISTEN", part.equals("HTTP") ? address : "127.0.0.1:0"),
                                serve)
                        .refused();
                assertThat(ended.status()).isEqualTo(BAD_CONFIGURATION);
                assertThat(complaint(ended))
                        .isEqualTo("cook: cannot listen on " + address + ": another program uses this address\n"
                                + "  Stop that program, or choose another address: listen in the section ["
                                + part.toLowerCase(Locale.ROOT) + "] of the server's file, or COOK_" + part
                                + "_LISTEN");
            }
        }
        Ended ended =
                cook(Map.of("COOK_SSH_LISTEN", "cook.invalid:7422"), serve).refused();
        assertThat(complaint(ended)).startsWith("cook: cannot listen on cook.invalid:7422: unknown host\n");
    }
}
