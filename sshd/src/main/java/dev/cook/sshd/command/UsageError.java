package dev.cook.sshd.command;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A command line that could not be understood, in Cook's words: the library's own name positions and types of Java. Pure.
 *
 * @param wayOut names commands as after {@code ssh HOST}
 */
public record UsageError(String wrong, String wayOut) {
    /** Of a command over SSH. */
    static UsageError of(ParameterException wrong) {
        return of(wrong, Invocation.SERVER + " help" + path(wrong.getCommandLine()));
    }

    /** Of a command of the launcher itself. */
    public static UsageError ofProgram(ParameterException wrong) {
        return of(wrong, wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }

    private static UsageError of(ParameterException wrong, String help) {
        boolean group = !wrong.getCommandLine().getSubcommands().isEmpty();
        return new UsageError(problem(wrong, group), suggestion(wrong, group) + "see: " + help);
    }

    private static String problem(ParameterException wrong, boolean group) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            return (word.startsWith("-") ? "unknown option '" : group ? "unknown command '" : "unexpected argument '")
                    + word + "'";
        }
        if (wrong instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return "missing "
                    + missing.getMissing().stream().map(UsageError::name).collect(Collectors.joining(" and "));
        }
        if (wrong instanceof OverwrittenOptionException twice && twice.getOverwritten() != null) {
            return name(twice.getOverwritten()) + " is given more than once";
        }
        if (wrong instanceof MutuallyExclusiveArgsException) {
            return "options that exclude each other are combined";
        }
        if (group) {
            return "missing a command";
        }
        ArgSpec argument = wrong.getArgSpec();
        String value = wrong.getValue();
        return argument == null || value == null
                ? String.valueOf(wrong.getMessage())
                : name(argument) + " must be " + kind(argument) + ", not '" + value + "'";
    }

    private static String suggestion(ParameterException wrong, boolean group) {
        if (group && wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> near = Suggestions.of(
                    unmatched.getUnmatched().getFirst(),
                    wrong.getCommandLine().getSubcommands().keySet());
            return near.isEmpty() ? "" : "did you mean: " + String.join(", ", near) + "? ";
        }
        return "";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String kind(ArgSpec argument) {
        Class<?>[] types = argument.auxiliaryTypes();
        Class<?> type = types.length == 0 ? argument.type() : types[types.length - 1];
        boolean number = type == int.class || type == long.class || Number.class.isAssignableFrom(type);
        return number ? "a whole number" : "a valid value";
    }

    /** The command's words after the program's name, each after a blank. */
    private static String path(CommandLine command) {
        String all = command.getCommandSpec().qualifiedName();
        String root = command.getCommandSpec().root().qualifiedName();
        return all.substring(root.length());
    }
}
