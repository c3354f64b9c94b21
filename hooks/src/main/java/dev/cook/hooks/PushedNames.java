package dev.cook.hooks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Listens to the commands of a push for names that are not UTF-8. JGit reads those as Latin-1 and goes on with another name,
 * which may even be that of a branch that exists.
 */
final class PushedNames {
    /** What comes before the name in a command: two ids, each with a blank after it. */
    private static final int BEFORE_NAME = 2 * (40 + 1);

    /** Digits of a length, which counts them. */
    private static final int LENGTH = 4;

    private final Set<String> notUtf8 = new HashSet<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int wanted = LENGTH;
    private boolean inLength = true;
    private boolean over;
    private boolean any;

    /** Names that are not UTF-8, as JGit reads them. */
    Set<String> notUtf8() {
        return notUtf8;
    }

    /** Whether there were any commands. */
    boolean any() {
        return any;
    }

    /** Whatever the client sent next; after the commands nothing is looked at. */
    void heard(byte[] bytes, int from, int count) {
        int at = from;
        int end = from + count;
        while (!over && at < end) {
            int part = Math.min(wanted - line.size(), end - at);
            line.write(bytes, at, part);
            at += part;
            if (line.size() == wanted) {
                next();
            }
        }
    }

    private void next() {
        byte[] content = line.toByteArray();
        line.reset();
        if (inLength) {
            int length = length(content);
            over = length <= LENGTH;
            wanted = length - LENGTH;
            inLength = false;
            return;
        }
        name(content);
        wanted = LENGTH;
        inLength = true;
    }

    /** 0 ends the commands, and so does what is no length: JGit refuses that. */
    private static int length(byte[] digits) {
        try {
            return Integer.parseInt(new String(digits, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private void name(byte[] command) {
        any = true;
        int end = BEFORE_NAME;
        while (end < command.length && command[end] != 0 && command[end] != '\n') {
            end++;
        }
        if (command.length < BEFORE_NAME) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(command, BEFORE_NAME, end - BEFORE_NAME));
        } catch (CharacterCodingException _) {
            notUtf8.add(new String(command, BEFORE_NAME, end - BEFORE_NAME, StandardCharsets.ISO_8859_1));
        }
    }
}
