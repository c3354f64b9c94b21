package dev.cook.sshd;

import dev.cook.agents.session.Verdicts;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Outcome;
import dev.cook.domain.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code cook verdict}: what an agent says that reviews for a gate. */
final class VerdictCommand {
    private static final String USAGE = "cook verdict pass|fail \"COMMENT\" [--file PATH [--line N]]";

    /** Characters of a name of a file. */
    private static final int LONGEST_FILE = 1_000;

    private VerdictCommand() {}

    static ExitCode run(Verdicts verdicts, EnvironmentId id, List<String> words, CommandIo io) {
        return switch (parse(words)) {
            case Read.Bad(String problem) -> {
                io.fail(problem, USAGE);
                yield ExitCode.USAGE;
            }
            case Read.Good(boolean passes, String comment, Optional<GateVerdict.FileLine> place) -> {
                Outcome answer = verdicts.say(id, passes, comment, place);
                if (answer.agreed()) {
                    io.print().println("cook: " + answer.said());
                    yield ExitCode.OK;
                }
                io.fail(answer.said(), "");
                yield ExitCode.REFUSED;
            }
        };
    }

    /** What the words of a command say. */
    sealed interface Read {
        record Good(boolean passes, String comment, Optional<GateVerdict.FileLine> place) implements Read {}

        record Bad(String problem) implements Read {}
    }

    /** Pure; the first word is the command's name. */
    static Read parse(List<String> words) {
        if (words.size() < 2 || !(words.get(1).equals("pass") || words.get(1).equals("fail"))) {
            return new Read.Bad("the verdict must be pass or fail");
        }
        List<String> comment = new ArrayList<>();
        Optional<String> file = Optional.empty();
        Optional<String> line = Optional.empty();
        for (int i = 2; i < words.size(); i++) {
            String word = words.get(i);
            boolean option = word.equals("--file") || word.equals("--line");
            if (!option) {
                comment.add(word);
            } else if (i + 1 == words.size()) {
                return new Read.Bad(word + " needs a value");
            } else if (word.equals("--file")) {
                file = Optional.of(words.get(++i));
            } else {
                line = Optional.of(words.get(++i));
            }
        }
        if (file.isEmpty() && line.isPresent()) {
            return new Read.Bad("--line needs --file");
        }
        if (file.filter(name -> !isFile(name)).isPresent()) {
            return new Read.Bad("--file must be a path inside the repository, without control characters");
        }
        if (line.filter(number -> !number.matches("[1-9][0-9]{0,8}")).isPresent()) {
            return new Read.Bad("--line must be a number from 1");
        }
        Optional<Integer> number = line.map(Integer::valueOf);
        return new Read.Good(
                words.get(1).equals("pass"),
                String.join(" ", comment),
                file.map(name -> new GateVerdict.FileLine(name, number)));
    }

    private static boolean isFile(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_FILE
                && !name.startsWith("/")
                && !List.of(name.split("/", -1)).contains("..")
                && name.equals(Text.printable(name));
    }
}
