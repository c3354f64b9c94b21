package dev.cook.sshd.command;

import dev.cook.domain.Reason;
import picocli.CommandLine.Option;

/** Why somebody does something: shown to everybody who reads the branch's timeline. */
final class ReasonOption {
    @Option(
            names = {"-m", "--reason"},
            paramLabel = "TEXT",
            description = "The reason, shown in the branch's timeline.")
    private String reason = "";

    /** One line of plain text of at most so many characters. */
    String text(int longest) {
        String text = Reason.of(reason);
        if (text.length() > longest) {
            throw Refusal.usage(
                    "the reason is longer than " + longest + " characters (" + text.length() + ")", "shorten it");
        }
        return text;
    }
}
