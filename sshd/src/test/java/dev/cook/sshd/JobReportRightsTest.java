package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Purpose;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored of reports that environments send, and of how many. */
class JobReportRightsTest {
    private static final int REFUSED = ExitCode.REFUSED.code();

    @TempDir
    Path data;

    private Typing typing;
    private Repo repo;

    /** An environment with a turn that runs in it. */
    private record Working(Caller.EnvironmentCaller caller, JobId job) {}

    @BeforeEach
    void begin() {
        typing = new Typing(data);
        repo = typing.test.repo("thing");
    }

    @AfterEach
    void end() {
        typing.close();
    }

    private Working working(String name) {
        return typing.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName(name),
                            repo.defaultBranch(),
                            Landing.ASK,
                            Optional.of(new Branch.Task("demo", "work", Optional.empty())),
                            new Oid("a".repeat(40)),
                            "ada");
            EnvironmentId environment = tx.environments().wantForSession(branch, "local");
            Session session = tx.sessions().want(branch.id(), environment, "demo", Allowance.UNLIMITED);
            JobId job = tx.jobs().queueTurn(session.id(), environment, "work", 600);
            tx.jobs().markStarted(job);
            return new Working(new Caller.EnvironmentCaller(environment, repo.id(), Purpose.SESSION), job);
        });
    }

    private int report(Caller.EnvironmentCaller caller, JobId job, InputStream in) {
        CommandIo io = new CommandIo(in, new ByteArrayOutputStream(), new ByteArrayOutputStream(), Map.of(), false);
        return typing.run(caller, List.of("job", "report", job.toString()), io);
    }

    /** A client's report of which not a byte may be asked for. */
    private static InputStream untouchable() {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("it was read");
            }

            @Override
            public int read(byte[] into, int from, int most) {
                return read();
            }
        };
    }

    @Test
    void aReportForAJobThatIsNotTheCallersIsRefusedUnread() {
        Working one = working("one");
        Working other = working("other");
        assertThat(report(one.caller(), other.job(), untouchable())).isEqualTo(REFUSED);
        assertThat(report(one.caller(), new JobId(999), untouchable())).isEqualTo(REFUSED);
    }

    @Test
    void aReportOfAJobThatHasEndedIsAcknowledgedUnread() {
        Working one = working("one");
        typing.store().change(tx -> tx.jobs()
                .markEnded(one.job(), 0, Optional.empty(), new JobOutput(new byte[0], new byte[0], false)));
        assertThat(report(one.caller(), one.job(), untouchable())).isZero();
    }

    @Test
    void aGateHasNoTools() {
        Caller.EnvironmentCaller gate =
                new Caller.EnvironmentCaller(working("one").caller().environment(), repo.id(), Purpose.GATE);
        Typing.Answer answer = typing.type(gate, "mcp");
        assertThat(answer.status()).isEqualTo(REFUSED);
        assertThat(answer.err()).contains("a gate cannot use this command");
    }

    @Test
    void ofOneJobOneReportIsStoredHoweverManyAreSent() throws Exception {
        Working one = working("one");
        AtomicInteger refused = new AtomicInteger();
        List<OutputStream> clients = new ArrayList<>();
        List<Thread> channels = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            // Of a pipe whose reader hears that it is closed, as the server's do.
            Pipe pipe = Pipe.open();
            InputStream in = Channels.newInputStream(pipe.source());
            OutputStream client = Channels.newOutputStream(pipe.sink());
            clients.add(client);
            channels.add(Thread.ofVirtual().start(() -> {
                if (report(one.caller(), one.job(), in) == REFUSED) {
                    refused.incrementAndGet();
                }
            }));
            client.write(beginningOfReport());
            client.flush();
            int sent = i + 1;
            await().untilAsserted(() -> {
                assertThat(stored()).hasSize(1);
                assertThat(refused.get()).isEqualTo(sent - 1);
            });
        }
        for (OutputStream client : clients) {
            client.close();
        }
        for (Thread channel : channels) {
            channel.join();
        }
        assertThat(refused.get()).isEqualTo(12);
        assertThat(stored()).isEmpty();
    }

    /** Files of output that are on disk for reports. */
    private List<Path> stored() throws IOException {
        // Other reports' directories come and go meanwhile.
        try (Stream<Path> reports = Files.list(data.resolve("reports"))) {
            return reports.map(report -> report.resolve("out"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    /** An archive's entry that is said to be longer than what comes of it. */
    private static byte[] beginningOfReport() {
        byte[] header = new byte[512];
        put(header, 0, "out");
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + "00100000000\0" + "00000000000\0" + "        0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        byte[] all = Arrays.copyOf(header, 512 + 10_000);
        Arrays.fill(all, 512, all.length, (byte) 'x');
        return all;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
