package dev.cook.sshd;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits what a client sent into words. SSH carries one string, which the client's shell has often quoted for a shell
 * here; there is none, so quotes and backslashes are undone as a POSIX shell would, and nothing is ever expanded.
 */
final class CommandLineWords {
    /** As long as a Linux shell lets one argument be; prompts come this way. */
    static final int LONGEST = 128 * 1024;

    /** More words than any command takes, with room for a prompt that somebody forgot to quote. */
    static final int MOST = 256;

    /** Words, or what is wrong with the line. */
    sealed interface Split {
        record Words(List<String> words) implements Split {}

        record Bad(String problem, String wayOut) implements Split {}
    }

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private CommandLineWords(String line) {
        this.line = line;
    }

    static Split split(String line) {
        if (line.length() > LONGEST) {
            return new Split.Bad(
                    "the command is longer than " + LONGEST + " characters",
                    "send a long text on standard input, or put the text into a file on the branch");
        }
        if (line.indexOf('\0') >= 0) {
            return new Split.Bad("the command contains a NUL character", "send plain text");
        }
        return new CommandLineWords(line).split();
    }

    private Split split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> {
                    int end = line.indexOf('\'', at);
                    if (end < 0) {
                        return new Split.Bad(
                                "a single quote is never closed",
                                "add the closing quote, or write \\' for a literal quote");
                    }
                    append(line.substring(at, end));
                    at = end + 1;
                }
                case '"' -> {
                    if (!doubleQuoted()) {
                        return new Split.Bad(
                                "a double quote is never closed",
                                "add the closing quote, or write \\\" for a literal quote");
                    }
                }
                case '\\' -> {
                    if (at == line.length()) {
                        return new Split.Bad("the command ends with a backslash", "write \\\\ for a literal backslash");
                    }
                    append(line.substring(at, at + 1));
                    at++;
                }
                default -> append(String.valueOf(c));
            }
            if (words.size() > MOST) {
                break;
            }
        }
        endWord();
        return words.size() > MOST
                ? new Split.Bad(
                        "the command has more than " + MOST + " words",
                        "quote texts twice: once for your own shell and once for ssh")
                : new Split.Words(List.copyOf(words));
    }

    /** Reads to the closing quote; a backslash is special only before what it could protect in a shell. */
    private boolean doubleQuoted() {
        inWord = true;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c == '\\' && at < line.length() && "\"\\$`".indexOf(line.charAt(at)) >= 0) {
                c = line.charAt(at++);
            }
            word.append(c);
        }
        return false;
    }

    private void append(String text) {
        inWord = true;
        word.append(text);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
