package dev.cook.bench;

import dev.cook.bench.GitTransport.Conversation;
import dev.cook.bench.GitTransport.Service;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What git's client says and hears when it pushes one commit, without the client.
 *
 * @param ref where to
 * @param from the commit that the ref is at before
 * @param to the commit that it is moved to
 * @param pack what the server lacks, as the client of git packs it
 */
@SuppressWarnings("ArrayRecordComponent") // Pushes are not compared.
record ReplayedPush(String ref, String from, String to, byte[] pack) {
    /** What the client of git asks for where the server offers it. */
    private static final List<String> WANTED = List.of("side-band-64k", "quiet", "object-format=sha1");

    /** What came of a push: whether the server took it, and what it said. */
    record Answer(boolean accepted, List<String> report) {}

    /** Pushes and fails unless the server took it. Answers with the seconds until the server's answer was here. */
    double run(GitTransport transport) {
        long began = System.nanoTime();
        Answer answer = attempt(transport, ref, tip -> {
                    if (!tip.equals(from)) {
                        throw new BenchFailure(ref + " is at " + tip + ", not at " + from);
                    }
                    return Optional.of(this);
                })
                .orElseThrow();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!answer.accepted()) {
            throw new BenchFailure("a push to " + ref + " was refused: " + answer.report());
        }
        return seconds;
    }

    /** Pushes what is chosen when the tip of the ref is known; nothing where nothing is chosen. */
    static Optional<Answer> attempt(
            GitTransport transport, String ref, Function<String, Optional<ReplayedPush>> choice) {
        try (Conversation conversation = transport.open(Service.PUSH)) {
            List<PktLine> advertised = PktLine.untilFlush(conversation.advertisement());
            Optional<ReplayedPush> push = choice.apply(tip(advertised, ref));
            if (push.isEmpty()) {
                conversation.hangUp();
                return Optional.empty();
            }
            byte[] request = push.get().request(capabilities(advertised));
            return Optional.of(push.get().answer(PktLine.untilFlush(conversation.ask(request))));
        } catch (IOException e) {
            throw new BenchFailure("a push to " + ref + " failed: " + e);
        }
    }

    static String tip(List<PktLine> advertised, String ref) {
        return advertised.stream()
                .map(packet -> packet.text().split("\0", 2)[0].split(" ", 2))
                .filter(parts -> parts.length == 2 && parts[1].equals(ref))
                .map(parts -> parts[0])
                .findFirst()
                .orElseThrow(() -> new BenchFailure("the server has no " + ref));
    }

    /** What is asked for of what the first packet offers. */
    static List<String> capabilities(List<PktLine> advertised) {
        String first = advertised.isEmpty() ? "" : advertised.getFirst().text();
        List<String> offered = List.of(first.substring(first.indexOf('\0') + 1).split(" "));
        return Stream.concat(
                        Stream.of(offered.contains("report-status-v2") ? "report-status-v2" : "report-status"),
                        WANTED.stream().filter(offered::contains))
                .toList();
    }

    private byte[] request(List<String> capabilities) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream(pack.length + 300);
        String command = from + " " + to + " " + ref + "\0 " + String.join(" ", capabilities) + " agent=git/bench";
        request.write((PktLine.of(command) + PktLine.FLUSH).getBytes(StandardCharsets.UTF_8));
        request.write(pack);
        return request.toByteArray();
    }

    /** The report, which stands in a side band of the answer. */
    Answer answer(List<PktLine> packets) throws IOException {
        List<String> report = new ArrayList<>();
        PktLine.untilFlush(new ByteArrayInputStream(PktLine.band(packets, 1)))
                .forEach(packet -> report.add(packet.text()));
        boolean accepted = report.contains("unpack ok") && report.contains("ok " + ref);
        if (!accepted) {
            report.add(new String(PktLine.band(packets, 2), StandardCharsets.UTF_8));
        }
        return new Answer(accepted, report);
    }

    ReplayedPush {
        if (from.equals(to)) {
            throw new IllegalArgumentException("nothing to push: " + to);
        }
    }
}
