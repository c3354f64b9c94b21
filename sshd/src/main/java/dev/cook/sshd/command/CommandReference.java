package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Writes the reference of commands from the tree that runs them, so that the two cannot differ. */
final class CommandReference {
    /** Columns of the help texts in the document. */
    private static final int WIDTH = 100;

    private CommandReference() {}

    static String markdown(CommandLine tree) {
        StringBuilder text = new StringBuilder("""
                # Commands

                Each is sent over SSH: `ssh -p 7422 HOST branch list`, or `./cook branch list`. All take `--json` and `--help`.

                | exit status | meaning |
                |---|---|
                """);
        for (ExitCode code : ExitCode.values()) {
            text.append("| ")
                    .append(code.code())
                    .append(" | ")
                    .append(code.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(" |\n");
        }
        describe(tree, text);
        return text.toString();
    }

    private static void describe(CommandLine command, StringBuilder text) {
        for (CommandLine below : command.getSubcommands().values()) {
            if (!below.getSubcommands().isEmpty()) {
                describe(below, text);
            } else if (!below.getCommandName().equals("help")) {
                String name = below.getCommandSpec().qualifiedName().replace("ssh HOST ", "");
                text.append("\n## ").append(name).append("\n\n```\n");
                below.setUsageHelpWidth(WIDTH);
                below.getUsageMessage(Ansi.OFF).lines().forEach(line -> text.append(line.stripTrailing())
                        .append('\n'));
                text.append("```\n");
            }
        }
    }
}
