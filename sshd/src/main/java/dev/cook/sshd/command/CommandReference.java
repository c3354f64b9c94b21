package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import java.util.stream.Stream;
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

                Run a command over SSH, `ssh -p 7422 HOST branch list`, or with the launcher, `./cook branch list`. Every command
                takes `--json` and `--help`; `ssh HOST help branch list` works too.

                Where a command takes `[REPO]`, you can leave out the repository if you can see only one. The launcher also
                knows the repository of the clone that you are in.

                | Exit status | Meaning |
                |---|---|
                """);
        for (ExitCode code : ExitCode.values()) {
            text.append("| ")
                    .append(code.code())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        text.append("\n| Command | |\n|---|---|\n");
        all(tree).forEach(command -> text.append("| [")
                .append(name(command))
                .append("](#")
                .append(name(command).replace(' ', '-'))
                .append(") | ")
                .append(firstSentence(command))
                .append(" |\n"));
        all(tree).forEach(command -> describe(command, text));
        return text.toString();
    }

    /** The commands that do something, each once though it may have several names. */
    private static Stream<CommandLine> all(CommandLine command) {
        return command.getSubcommands().values().stream()
                .distinct()
                .flatMap(below -> Stream.concat(does(below) ? Stream.of(below) : Stream.empty(), all(below)))
                .filter(below -> !below.getCommandName().equals("help"));
    }

    /** A group of commands has no object that carries it out. */
    private static boolean does(CommandLine command) {
        return command.getCommandSpec().userObject() instanceof CookCommand;
    }

    private static String firstSentence(CommandLine command) {
        String all = String.join(" ", command.getCommandSpec().usageMessage().description());
        int end = all.indexOf(". ");
        return end < 0 ? all : all.substring(0, end + 1);
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replace(Invocation.SERVER + " ", "");
    }

    private static void describe(CommandLine command, StringBuilder text) {
        text.append("\n## ").append(name(command)).append("\n\n```\n");
        command.setUsageHelpWidth(WIDTH);
        command.getUsageMessage(Ansi.OFF).lines().forEach(line -> text.append(line.stripTrailing())
                .append('\n'));
        text.append("```\n");
    }
}
