package dev.cook.bench;

import dev.cook.bench.GitTransport.Conversation;
import dev.cook.bench.GitTransport.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * What git's client says and hears when it fetches main, in the second version of the protocol, without the client.
 *
 * @param want the commit that main is at
 * @param haves what the client has and tells, newest first; the client of git tells sixteen at first. Empty: a clone.
 */
record ReplayedFetch(String want, List<String> haves) {
    private static final String MAIN = "refs/heads/main";

    /** Every path that might be meant by the name, and tags, which come along: what the client of git asks for. */
    private static final List<String> PREFIXES = List.of(
            MAIN,
            "refs/" + MAIN,
            "refs/tags/" + MAIN,
            "refs/heads/" + MAIN,
            "refs/remotes/" + MAIN,
            "refs/remotes/" + MAIN + "/HEAD",
            "refs/tags/");

    private static final int PACK_BAND = 1;
    private static final int ERROR_BAND = 3;
    private static final int HASH = 20;
    private static final int HEADER = 12;

    ReplayedFetch {
        haves = List.copyOf(haves);
    }

    /** Asks what there is, which is all of a fetch that brings nothing. Answers with the seconds that took. */
    double lookOnly(GitTransport transport) {
        long began = System.nanoTime();
        try (Conversation conversation = transport.open(Service.FETCH)) {
            look(conversation);
            conversation.hangUp();
        } catch (IOException e) {
            throw new BenchFailure("a fetch of nothing failed: " + e);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** Fetches, and answers with the seconds until the pack was here; that it is whole is checked afterwards. */
    double run(GitTransport transport) {
        long began = System.nanoTime();
        byte[] pack;
        try (Conversation conversation = transport.open(Service.FETCH)) {
            look(conversation);
            pack = pack(conversation);
        } catch (IOException e) {
            throw new BenchFailure("a fetch failed: " + e);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        requireWhole(pack);
        return seconds;
    }

    /** Seconds for the pack alone, which only a transport without state gives to who has not looked. */
    double packOnly(HttpTransport transport) {
        long began = System.nanoTime();
        byte[] pack;
        try (Conversation conversation = transport.open(Service.FETCH)) {
            pack = pack(conversation);
        } catch (IOException e) {
            throw new BenchFailure("a clone failed: " + e);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        requireWhole(pack);
        return seconds;
    }

    private void look(Conversation conversation) throws IOException {
        List<String> offered = texts(PktLine.untilFlush(conversation.advertisement()));
        if (!offered.contains("version 2")) {
            throw new IOException("the server does not speak version 2: " + offered);
        }
        boolean unborn = offered.stream().anyMatch(line -> line.startsWith("ls-refs") && line.contains("unborn"));
        StringBuilder request = new StringBuilder(command("ls-refs"))
                .append(PktLine.of("peel\n"))
                .append(PktLine.of("symrefs\n"))
                .append(unborn ? PktLine.of("unborn\n") : "");
        PREFIXES.forEach(prefix -> request.append(PktLine.of("ref-prefix " + prefix + "\n")));
        List<String> refs = texts(PktLine.untilFlush(conversation.ask(bytes(request.append(PktLine.FLUSH)))));
        if (!refs.contains(want + " " + MAIN)) {
            throw new IOException("main is not at " + want + ": " + refs);
        }
    }

    private byte[] pack(Conversation conversation) throws IOException {
        InputStream answer = conversation.ask(request(haves.isEmpty()));
        List<PktLine> packets = PktLine.untilFlush(answer);
        if (!haves.isEmpty() && !texts(packets).contains("ready")) {
            packets = PktLine.untilFlush(conversation.ask(request(true)));
        }
        int start = texts(packets).indexOf("packfile");
        if (start < 0) {
            throw new IOException("no pack in the answer: " + texts(packets));
        }
        List<PktLine> bands = packets.subList(start + 1, packets.size());
        byte[] error = PktLine.band(bands, ERROR_BAND);
        if (error.length > 0) {
            throw new IOException("the server says: " + new String(error, StandardCharsets.UTF_8));
        }
        return PktLine.band(bands, PACK_BAND);
    }

    private byte[] request(boolean done) {
        StringBuilder request = new StringBuilder(command("fetch"))
                .append(PktLine.of("thin-pack"))
                .append(PktLine.of("no-progress"))
                .append(PktLine.of("include-tag"))
                .append(PktLine.of("ofs-delta"))
                .append(PktLine.of("want " + want + "\n"));
        haves.forEach(have -> request.append(PktLine.of("have " + have + "\n")));
        if (done) {
            request.append(PktLine.of("done\n"));
        }
        return bytes(request.append(PktLine.FLUSH));
    }

    private static String command(String name) {
        return PktLine.of("command=" + name)
                + PktLine.of("agent=git/bench")
                + PktLine.of("object-format=sha1")
                + PktLine.DELIMITER;
    }

    /** Fails unless it is a pack with objects and with the checksum of what was received. */
    static void requireWhole(byte[] pack) {
        if (pack.length < HEADER + HASH || !new String(pack, 0, 4, StandardCharsets.US_ASCII).equals("PACK")) {
            throw new BenchFailure("what came is no pack, but " + pack.length + " bytes");
        }
        if (ByteBuffer.wrap(pack).getInt(8) == 0) {
            throw new BenchFailure("the pack that came has no objects");
        }
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(pack, 0, pack.length - HASH);
            if (!Arrays.equals(sha1.digest(), Arrays.copyOfRange(pack, pack.length - HASH, pack.length))) {
                throw new BenchFailure("the pack that came has a wrong checksum");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(List<PktLine> packets) {
        return packets.stream().map(PktLine::text).toList();
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
