package dev.cook.agents.bridge;

import java.nio.charset.StandardCharsets;

/**
 * Knows from what was drawn whether a terminal is left in a state that its owner cannot work in: on its second screen,
 * where tmux draws, with the mouse reported as keys. What leaves that state is also what tmux itself sends at the end.
 */
final class ScreenWatch {
    /** The ways onto the second screen, as terminfo has them; with {@code l} at the end they lead back. */
    private static final String[] SECOND_SCREENS = {"1049", "1047", "47"};

    /** Longest sequence looked for, so that one that is split between two pieces is found. */
    private static final int LONGEST = "\u001b[?1049h".length();

    /** Mouse, focus and paste reports off; cursor keys, keypad, character set, colours, cursor and scrolling as usual. */
    private static final String USUAL_MODES = "\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1005l"
            + "\u001b[?1006l\u001b[?2004l\u001b[?1l\u001b>\u001b[>4m\u001b(B\u001b[m\u001b[?25h\u001b[r";

    private String rest = "";
    private String left = "";

    void saw(byte[] bytes, int count) {
        String text = rest + new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
        int last = -1;
        for (String screen : SECOND_SCREENS) {
            int on = text.lastIndexOf("\u001b[?" + screen + "h");
            int off = text.lastIndexOf("\u001b[?" + screen + "l");
            if (Math.max(on, off) > last) {
                last = Math.max(on, off);
                left = on > off ? screen : "";
            }
        }
        rest = text.substring(Math.max(0, text.length() - LONGEST + 1));
    }

    /** What brings the terminal back; nothing where it is back already. */
    byte[] undo() {
        String undo = left.isEmpty() ? "" : USUAL_MODES + "\u001b[?" + left + "l";
        return undo.getBytes(StandardCharsets.ISO_8859_1);
    }
}
