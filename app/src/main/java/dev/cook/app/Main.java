package dev.cook.app;

import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import dev.cook.sshd.command.UsageError;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What a JVM is started for; everything else is a command over SSH. */
@Command(
        name = "cook",
        description = "A git server for teams that run coding agents.",
        subcommands = {Serve.class, Verify.class},
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    /** Characters; a word of the command line may be of any length. */
    private static final int LONGEST_COMPLAINT = 300;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command, and says what is wrong in Cook's words: the library has types and stack traces for everybody. */
    static int run(String... arguments) {
        CommandLine main = new CommandLine(new Main());
        main.setExpandAtFiles(false);
        main.setParameterExceptionHandler((wrong, _) -> {
            UsageError error = UsageError.ofProgram(wrong);
            System.err.println("cook: " + Text.shortened(Text.printable(error.wrong()), LONGEST_COMPLAINT) + "\n  "
                    + error.wayOut());
            return ExitCode.USAGE.code();
        });
        main.setExecutionExceptionHandler((broken, _, _) -> {
            String id = UUID.randomUUID().toString();
            LOG.error("the command failed ({})", id, broken);
            System.err.println("cook: internal error (reference " + id + ")\n  The log has the details under this"
                    + " reference; please report them.");
            return ExitCode.REFUSED.code();
        });
        return main.execute(arguments);
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.out);
        return ExitCode.USAGE.code();
    }
}
