package dev.cook.http.output;

import java.util.ArrayList;
import java.util.List;

/** Colour and weight as escape sequences set them; backgrounds are dropped, as they would fight with the page's own. */
final class TerminalStyle {
    /** 0: the page's own; 1 to 8: black to white; 9 to 16: the same, bright. */
    private int colour;

    private boolean bold;
    private boolean dim;
    private boolean italic;
    private boolean underlined;
    private String css = "";

    /** The classes of the style as it is now. */
    String css() {
        return css;
    }

    /** @param parameters what stands between {@code ESC [} and {@code m} */
    void apply(String parameters) {
        String[] codes = parameters.split("[;:]", -1);
        for (int i = 0; i < codes.length; i++) {
            int code = number(codes[i]);
            if (code == 38 || code == 48) {
                i = extended(codes, i, code == 38);
            } else {
                set(code);
            }
        }
        css = classes();
    }

    private void set(int code) {
        switch (code) {
            case 0 -> {
                colour = 0;
                bold = false;
                dim = false;
                italic = false;
                underlined = false;
            }
            case 1 -> bold = true;
            case 2 -> dim = true;
            case 3 -> italic = true;
            case 4 -> underlined = true;
            case 22 -> {
                bold = false;
                dim = false;
            }
            case 23 -> italic = false;
            case 24 -> underlined = false;
            case 39 -> colour = 0;
            default -> {
                if (code >= 30 && code <= 37) {
                    colour = code - 29;
                } else if (code >= 90 && code <= 97) {
                    colour = code - 81;
                }
            }
        }
    }

    /** Reads {@code 38;5;N} or {@code 38;2;R;G;B} and answers the index of its last part. */
    private int extended(String[] codes, int at, boolean foreground) {
        int kind = at + 1 < codes.length ? number(codes[at + 1]) : 0;
        if (kind == 5 && at + 2 < codes.length) {
            if (foreground) {
                colour = ofPalette(number(codes[at + 2]));
            }
            return at + 2;
        }
        if (kind == 2 && at + 4 < codes.length) {
            if (foreground) {
                colour = nearest(number(codes[at + 2]), number(codes[at + 3]), number(codes[at + 4]));
            }
            return at + 4;
        }
        return codes.length;
    }

    private static int ofPalette(int index) {
        if (index < 16) {
            return index + 1;
        }
        if (index >= 232) {
            return index < 244 ? 9 : 0;
        }
        int cube = index - 16;
        return nearest(cube / 36 * 51, cube / 6 % 6 * 51, cube % 6 * 51);
    }

    /** The one of the eight colours that has the same strong parts: readable on light and dark alike. */
    private static int nearest(int red, int green, int blue) {
        int strongest = Math.max(red, Math.max(green, blue));
        int weakest = Math.min(red, Math.min(green, blue));
        if (strongest - weakest < 48) {
            return strongest < 140 ? 9 : 0;
        }
        int middle = (strongest + weakest) / 2;
        return 1 + (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
    }

    private static int number(String code) {
        return code.matches("[0-9]{1,3}") ? Integer.parseInt(code) : 0;
    }

    private String classes() {
        List<String> names = new ArrayList<>();
        if (colour > 0) {
            names.add("f" + colour);
        }
        if (bold) {
            names.add("b");
        }
        if (dim) {
            names.add("d");
        }
        if (italic) {
            names.add("i");
        }
        if (underlined) {
            names.add("u");
        }
        return String.join(" ", names);
    }
}
