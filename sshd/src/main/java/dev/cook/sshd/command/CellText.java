package dev.cook.sshd.command;

import java.util.Optional;

/** How values look in lines for people. */
final class CellText {
    /** Hex digits of an abbreviated commit. */
    private static final int ABBREVIATED = 10;

    private CellText() {}

    /** A commit's first digits; a dash where there is none, as of two tips that conflict. */
    static String commit(Optional<String> hex) {
        return hex.map(CellText::commit).orElse("-");
    }

    static String commit(String hex) {
        return hex.length() <= ABBREVIATED ? hex : hex.substring(0, ABBREVIATED);
    }
}
