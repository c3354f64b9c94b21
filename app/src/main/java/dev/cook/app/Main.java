package dev.cook.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What a JVM is started for; everything else is a command over SSH. */
@Command(
        name = "cook",
        description = "A git server for teams that run coding agents.",
        subcommands = {Serve.class, Verify.class},
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.out);
        return CommandLine.ExitCode.USAGE;
    }
}
