package dev.cook.sshd.command;

import dev.cook.domain.Text;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Runs one line of words through a tree of commands. */
final class PicocliRunner {
    private PicocliRunner() {}

    /** A command that only has others below it. */
    static CommandLine group(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        return new CommandLine(spec);
    }

    /** What breaks is thrown on: the library would print it, with all that it knows, to the client. */
    static int run(CommandLine tree, List<String> words, CommandIo io) throws InterruptedException {
        AtomicReference<@Nullable Exception> broke = new AtomicReference<>();
        // A word such as @/etc/passwd would otherwise be replaced by what a file of this server holds.
        tree.setExpandAtFiles(false);
        tree.setInterpolateVariables(false);
        Invocation invocation = Invocation.of(io);
        // Help alone is written here, and shown as the person would type it.
        StringWriter help = new StringWriter();
        tree.setOut(new PrintWriter(help));
        tree.setErr(io.complain());
        tree.setUsageHelpWidth(Math.max(60, Math.min(io.columns(), 120)));
        tree.setColorScheme(CommandLine.Help.defaultColorScheme(colours(io) ? Ansi.ON : Ansi.OFF));
        tree.setParameterExceptionHandler((wrong, args) -> misunderstood(wrong, io));
        tree.setExecutionExceptionHandler((broken, command, parsed) -> {
            if (broken instanceof Refusal refusal) {
                io.flush();
                io.fail(Text.printable(refusal.wrong()), Text.printable(invocation.said(refusal.wayOut())));
                return refusal.code().code();
            }
            broke.set(broken);
            return ExitCode.REFUSED.code();
        });
        if (words.isEmpty()) {
            io.print().print(invocation.said(tree.getUsageMessage()));
            return ExitCode.OK.code();
        }
        int status = tree.execute(words.toArray(String[]::new));
        io.print().print(invocation.said(help.toString()));
        return switch (broke.get()) {
            case null -> status;
            case RuntimeException e -> throw e;
            case InterruptedException e -> throw e;
            case IOException e -> throw new UncheckedIOException(e);
            case Exception e -> throw new IllegalStateException(e);
        };
    }

    /** Only where somebody sees them: on a terminal that has them, unless the person said no. */
    static boolean colours(CommandIo io) {
        return io.seenByPerson()
                && io.variable("NO_COLOR").isEmpty()
                && !io.variable("TERM").orElse("dumb").equals("dumb");
    }

    private static int misunderstood(ParameterException wrong, CommandIo io) {
        UsageError error = UsageError.of(wrong);
        io.fail(
                Text.shortened(Text.printable(error.wrong()), 300),
                Invocation.of(io).said(error.wayOut()));
        return ExitCode.USAGE.code();
    }
}
