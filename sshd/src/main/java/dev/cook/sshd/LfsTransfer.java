package dev.cook.sshd;

import dev.cook.domain.LfsObject;
import dev.cook.git.LfsObjects;
import dev.cook.hooks.MinimumRateInput;
import dev.cook.hooks.lfs.LfsOperation;
import dev.cook.hooks.lfs.LfsRepository;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * One connection of {@code git-lfs-transfer}: batches and objects in git's packets, version 1 of the protocol that
 * github.com/git-lfs/git-lfs describes in docs/proposals/ssh_adapter.md. It needs no address but that of SSH, which is all that
 * an environment reaches.
 */
final class LfsTransfer {
    /** Lines of one request: git-lfs asks for a hundred objects at once, and its own bound is a thousand. */
    private static final int MOST_LINES = 1_100;

    /** Bytes of a line; what is sent is an id, a size, and names of refs. */
    private static final int LONGEST_LINE = 8 * 1024;

    /** Bytes in one packet beside its length. */
    private static final int PIECE = 65_516;

    /** What is still read of an object that nobody wants, so that the client hears why. */
    private static final long DRAIN = 64L << 20;

    private static final String OK = "200";

    private final LfsRepository repository;
    private final SshLimits limits;
    private final PacketReader packets;
    private final PacketLineOut out;
    private final OutputStream stream;
    private final InputStream in;

    LfsTransfer(LfsRepository repository, SshLimits limits, InputStream in, OutputStream out) {
        this.repository = repository;
        this.limits = limits;
        this.in = in;
        this.packets = new PacketReader(in);
        this.stream = out;
        this.out = new PacketLineOut(out);
    }

    /**
     * What a client asks for.
     *
     * @param words the command and what stands beside it
     * @param isOpen whether something follows the arguments
     */
    private record Request(List<String> words, List<String> arguments, boolean isOpen) {
        String command() {
            return words.getFirst();
        }

        Optional<String> argument(String name) {
            return arguments.stream()
                    .filter(argument -> argument.startsWith(name + "="))
                    .map(argument -> argument.substring(name.length() + 1))
                    .findFirst();
        }

        /** The object that stands beside the command, with its size as an argument. */
        Optional<LfsObject> object() {
            return words.size() < 2
                    ? Optional.empty()
                    : LfsTransfer.object(words.get(1), argument("size").orElse(""));
        }
    }

    int serve() throws IOException {
        out.writeString("version=1\n");
        out.end();
        for (Optional<Request> request = read(); request.isPresent(); request = read()) {
            Request asked = request.get();
            switch (asked.command()) {
                case "version" -> {
                    if (asked.words().size() == 2 && asked.words().get(1).equals("1")) {
                        done(OK);
                    } else {
                        refuse(asked, "400", "this server speaks version 1 alone");
                    }
                }
                case "batch" -> batch(asked);
                case "get-object" -> get(asked);
                case "put-object" -> put(asked);
                case "verify-object" -> verify(asked);
                case "lock", "unlock", "list-lock", "list-locks" ->
                    refuse(asked, "501", "this server has no locks of files");
                case "quit" -> {
                    done(OK);
                    return 0;
                }
                default -> refuse(asked, "400", "this server knows no such command");
            }
        }
        return 0;
    }

    private Optional<Request> read() throws IOException {
        Optional<PacketReader.Packet> first = packets.read();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        if (!(first.get() instanceof PacketReader.Packet.Data(byte[] command))) {
            throw new PacketReader.Garbled("a request begins with a command");
        }
        List<String> arguments = new ArrayList<>();
        boolean isOpen = lines(arguments);
        return Optional.of(new Request(List.of(line(command).split(" ", -1)), arguments, isOpen));
    }

    /** Reads lines; says whether a delimiter ended them, so that something follows. */
    private boolean lines(List<String> into) throws IOException {
        while (true) {
            switch (packets.read().orElseThrow(() -> new EOFException("the client hung up"))) {
                case PacketReader.Packet.Data(byte[] bytes) -> into.add(line(bytes));
                case PacketReader.Packet.Delimiter() -> {
                    return true;
                }
                case PacketReader.Packet.Flush() -> {
                    return false;
                }
            }
            if (into.size() > MOST_LINES) {
                throw new PacketReader.Garbled("a request has at most " + MOST_LINES + " lines");
            }
        }
    }

    private static String line(byte[] bytes) throws PacketReader.Garbled {
        if (bytes.length > LONGEST_LINE) {
            throw new PacketReader.Garbled("a line of a request has at most " + LONGEST_LINE + " bytes");
        }
        String line = new String(bytes, StandardCharsets.UTF_8);
        return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    private static Optional<LfsObject> object(String oid, String size) {
        return LfsObject.isOid(oid) && size.matches("[0-9]{1,18}")
                ? Optional.of(new LfsObject(oid, Long.parseLong(size)))
                : Optional.empty();
    }

    private void batch(Request request) throws IOException {
        List<String> lines = new ArrayList<>();
        if (request.isOpen()) {
            lines(lines);
        }
        if (request.argument("hash-algo").filter(name -> !name.equals("sha256")).isPresent()) {
            refuse("409", "objects are named by sha256 here, and by no other hash");
            return;
        }
        List<String> answers = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            Optional<LfsObject> object = words.length < 2 ? Optional.empty() : object(words[0], words[1]);
            if (object.isEmpty()) {
                refuse("422", "an object is named by its SHA-256 in 64 lower-case hex digits and a number of bytes");
                return;
            }
            switch (repository.answer(object.get())) {
                case LfsRepository.Answer.Present() -> answers.add(said(object.get(), "noop"));
                case LfsRepository.Answer.Upload() -> answers.add(said(object.get(), "upload"));
                case LfsRepository.Answer.Download() -> answers.add(said(object.get(), "download"));
                // The protocol has no word for one object of a batch that cannot be had, and git-lfs tries in vain
                // where it hears of it only when it asks for the bytes.
                case LfsRepository.Answer.Missing(String why) -> {
                    refuse("404", object.get().oid() + ": " + why);
                    return;
                }
                case LfsRepository.Answer.Refused(String why) -> {
                    refuse("422", object.get().oid() + ": " + why);
                    return;
                }
            }
        }
        status(OK);
        out.writeString("hash-algo=sha256\n");
        out.writeDelim();
        for (String answer : answers) {
            out.writeString(answer + "\n");
        }
        out.end();
    }

    private static String said(LfsObject object, String action) {
        return object.oid() + " " + object.size() + " " + action;
    }

    private void get(Request request) throws IOException {
        Optional<String> oid = request.words().stream().skip(1).findFirst().filter(LfsObject::isOid);
        Optional<FileChannel> opened = oid.isEmpty() ? Optional.empty() : repository.open(oid.get());
        if (opened.isEmpty()) {
            refuse(
                    request,
                    "404",
                    "this repository has no such object: whoever has the file runs `git lfs push --all REMOTE`");
            return;
        }
        try (FileChannel file = opened.get()) {
            long size = file.size();
            status(OK);
            out.writeString("size=" + size + "\n");
            out.writeDelim();
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long at = 0; at < size; at += piece.limit()) {
                piece.clear();
                if (file.read(piece, at) < 0) {
                    throw new IOException("the file ended before its length");
                }
                piece.flip();
                out.writePacket(piece.array(), 0, piece.limit());
            }
            out.end();
        }
    }

    private void put(Request request) throws IOException {
        Optional<LfsObject> object = request.object();
        if (object.isEmpty() || !request.isOpen()) {
            refuse(request, "422", "an upload names an object by its SHA-256, and its size");
            return;
        }
        if (repository.operation() != LfsOperation.UPLOAD) {
            refuse(request, "403", "this connection was opened to download");
            return;
        }
        InputStream content =
                new PacketReader(new MinimumRateInput(in, limits.slowestPush(), limits.slowStart())).untilFlush();
        switch (repository.receive(object.get(), content)) {
            case LfsObjects.Received.Stored() -> done(OK);
            case LfsObjects.Received.Refused(String why) -> {
                passOver(content);
                refuse("422", why);
            }
        }
    }

    private void verify(Request request) throws IOException {
        if (request.object().filter(repository::has).isPresent()) {
            done(OK);
        } else {
            refuse(request, "404", "this repository has no such object of this size: upload it again");
        }
    }

    private void refuse(Request request, String status, String message) throws IOException {
        if (request.isOpen()) {
            passOver(packets.untilFlush());
        }
        refuse(status, message);
    }

    private static void passOver(InputStream content) throws IOException {
        byte[] piece = new byte[PIECE];
        long left = DRAIN;
        for (int n = 0; n >= 0; n = content.read(piece)) {
            left -= n;
            if (left < 0) {
                throw new EOFException("more came than is read of what nobody wants");
            }
        }
    }

    private void status(String status) throws IOException {
        out.writeString("status " + status + "\n");
    }

    private void done(String status) throws IOException {
        status(status);
        out.end();
        stream.flush();
    }

    private void refuse(String status, String message) throws IOException {
        status(status);
        out.writeDelim();
        out.writeString(message + "\n");
        out.end();
        stream.flush();
    }
}
