package dev.cook.agents.bridge;

import java.io.ByteArrayOutputStream;

/**
 * Passes on of what comes for a viewer's screen only what tmux itself draws with: text, and the sequences that move the
 * cursor, erase, scroll, colour and choose screens. What runs in an environment can write to a viewer past tmux, and other
 * sequences set a clipboard or a title, print, or make a terminal answer as if somebody had typed that. What is not known is
 * dropped.
 */
final class ScreenFilter {
    /** Bytes of a control sequence; tmux's longest sets a few colours. */
    private static final int LONGEST_SEQUENCE = 64;

    private static final int BEL = 0x07;
    private static final int CANCEL = 0x18;
    private static final int SUBSTITUTE = 0x1a;
    private static final int ESC = 0x1b;
    private static final int DELETE = 0x7f;

    /** Controls of one byte: bell, back, tab, line feeds, return, and the two that choose a character set. */
    private static final String CONTROLS = "\u0007\b\t\n\u000b\f\r\u000e\u000f";

    /** What follows an escape: save and restore the cursor, keypad, index, next line, tab stop, reverse index. */
    private static final String ESCAPES = "78=>DEHM";

    /** What begins a text that is not drawn: of the operating system, device, program, privacy, or just a text. */
    private static final String TEXTS = "]P_^X";

    /** What begins the choice of a character set, and the sets: lines and letters. */
    private static final String CHOICES = "()*+";

    private static final String SETS = "0B";

    /** What ends sequences without a prefix that move, erase, insert, delete, scroll, repeat, set modes, colours, margins. */
    private static final String ENDINGS = "@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu";

    /** What is being read. */
    private enum State {
        TEXT,
        ESCAPE,
        CHOICE,
        SEQUENCE,
        UNDRAWN,
        UNDRAWN_ESCAPE
    }

    private final StringBuilder sequence = new StringBuilder();
    private final ByteArrayOutputStream letter = new ByteArrayOutputStream();
    private State state = State.TEXT;
    /** Bytes of a letter that are still to come. */
    private int missing;

    /** What of a piece is to be drawn, and of what the pieces before left open. */
    byte[] next(byte[] piece) {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream(piece.length);
        for (byte one : piece) {
            next(one & 0xff, drawn);
        }
        return drawn.toByteArray();
    }

    private void next(int one, ByteArrayOutputStream drawn) {
        if (one == CANCEL || one == SUBSTITUTE) {
            state = State.TEXT;
            missing = 0;
            return;
        }
        switch (state) {
            case TEXT -> text(one, drawn);
            case ESCAPE -> escape(one, drawn);
            case CHOICE -> choice(one, drawn);
            case SEQUENCE -> sequence(one, drawn);
            case UNDRAWN -> {
                if (one == BEL) {
                    state = State.TEXT;
                } else if (one == ESC) {
                    state = State.UNDRAWN_ESCAPE;
                }
            }
            case UNDRAWN_ESCAPE -> {
                if (one == '\\') {
                    state = State.TEXT;
                } else {
                    // An escape ends such a text whatever follows.
                    escape(one, drawn);
                }
            }
        }
    }

    private void text(int one, ByteArrayOutputStream drawn) {
        if (missing > 0 && (one & 0xc0) == 0x80) {
            letter.write(one);
            if (--missing == 0 && !isControl(letter.toByteArray())) {
                drawn.writeBytes(letter.toByteArray());
            }
            return;
        }
        missing = 0;
        if (one == ESC) {
            state = State.ESCAPE;
        } else if (one < ' ') {
            if (CONTROLS.indexOf(one) >= 0) {
                drawn.write(one);
            }
        } else if (one < DELETE) {
            drawn.write(one);
        } else if (one >= 0xc2 && one <= 0xf4) {
            letter.reset();
            letter.write(one);
            missing = one < 0xe0 ? 1 : one < 0xf0 ? 2 : 3;
        }
    }

    /** The controls of eight bits, which some terminals obey also where they are written as letters. */
    private static boolean isControl(byte[] letter) {
        return letter.length == 2 && (letter[0] & 0xff) == 0xc2 && (letter[1] & 0xff) < 0xa0;
    }

    private void escape(int one, ByteArrayOutputStream drawn) {
        sequence.setLength(0);
        if (one == '[') {
            state = State.SEQUENCE;
        } else if (TEXTS.indexOf(one) >= 0) {
            state = State.UNDRAWN;
        } else if (one >= ' ' && one < '0') {
            sequence.append((char) one);
            state = State.CHOICE;
        } else if (one == ESC) {
            state = State.ESCAPE;
        } else {
            if (ESCAPES.indexOf(one) >= 0) {
                drawn.write(ESC);
                drawn.write(one);
            }
            state = State.TEXT;
        }
    }

    /** An escape with more than one byte after it. */
    private void choice(int one, ByteArrayOutputStream drawn) {
        if (one == ESC) {
            state = State.ESCAPE;
        } else if (one >= ' ' && one < '0') {
            sequence.setLength(0);
        } else {
            if (sequence.length() == 1 && CHOICES.indexOf(sequence.charAt(0)) >= 0 && SETS.indexOf(one) >= 0) {
                drawn.write(ESC);
                drawn.write(sequence.charAt(0));
                drawn.write(one);
            }
            state = State.TEXT;
        }
    }

    private void sequence(int one, ByteArrayOutputStream drawn) {
        if (one == ESC) {
            state = State.ESCAPE;
        } else if (one >= 0x40 && one < DELETE) {
            if (sequence.length() < LONGEST_SEQUENCE && isDrawing(sequence.toString(), (char) one)) {
                drawn.write(ESC);
                drawn.write('[');
                sequence.chars().forEach(drawn::write);
                drawn.write(one);
            }
            state = State.TEXT;
        } else if (one >= ' ' && one < DELETE && sequence.length() < LONGEST_SEQUENCE) {
            sequence.append((char) one);
        }
    }

    /** @param words what stands between the beginning of a control sequence and its end */
    private static boolean isDrawing(String words, char ending) {
        if (words.matches("[0-9;:]*")) {
            // Of what windows are told, tmux saves and restores their title, and says none.
            return ENDINGS.indexOf(ending) >= 0 || (ending == 't' && words.matches("2[23](;[0-2]){0,2}"));
        }
        return switch (ending) {
            case 'h', 'l' -> words.matches("\\?[0-9;]+");
            case 'm' -> words.matches(">4(;[0-2])?");
            case 'q' -> words.matches("[0-6]? ");
            default -> false;
        };
    }
}
