package dev.cook.sshd.command;

import dev.cook.domain.Job;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes out the recording or the transcript of a session. */
@Command(
        name = "export",
        description = "Write out what a session did: the recording of its terminal, or its transcript.",
        footer = {
            "",
            "Formats: cast (asciicast version 3: asciinema 3 plays it), cast-v2 (for asciinema 2),",
            "jsonl (the transcript, an entry a line; docs/transcripts.md), markdown (the same to read).",
            "A turn that still runs is left out; `session log --follow` shows it.",
            "",
            "Examples:",
            "  ssh HOST session export 7 --format cast > session.cast && asciinema play session.cast",
            "  ssh HOST session export 7 --format jsonl --turn 2"
        })
final class SessionExport extends SessionCommand {
    @Parameters(paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "cast, cast-v2, jsonl or markdown; markdown unless said otherwise.")
    private String format = "markdown";

    @Option(names = "--turn", paramLabel = "N", description = "Only this turn.")
    private Optional<Integer> turn = Optional.empty();

    SessionExport(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(long session, String format, List<Integer> turns, String content) {}

    /** What one turn left. */
    private record Left(Job job, Optional<JobOutput> output, Optional<byte[]> transcript) {}

    @Override
    protected ExitCode run() {
        if (!List.of("cast", "cast-v2", "jsonl", "markdown").contains(format)) {
            throw Refusal.usage(
                    "there is no format '" + Text.printable(format) + "'", "--format cast, cast-v2, jsonl or markdown");
        }
        boolean cast = format.startsWith("cast");
        List<Left> turns = store().read(tx -> read(tx, cast));
        String title = "session " + id;
        String content =
                switch (format) {
                    case "cast" -> Casts.join(casts(turns), title, 3);
                    case "cast-v2" -> Casts.join(casts(turns), title, 2);
                    case "jsonl" -> lines(turns);
                    default ->
                        TranscriptText.markdown(
                                title,
                                lines(turns)
                                        .lines()
                                        .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8)))
                                        .toList());
                };
        sayJson(new View(
                id, format, turns.stream().map(left -> left.job().turn()).toList(), content));
        if (!json()) {
            io().print().print(content);
        }
        return ExitCode.OK;
    }

    private List<Left> read(Tx tx, boolean cast) {
        Worked found = session(tx, id, Role.READ);
        List<Left> turns = tx.jobs().turns(found.session().id()).stream()
                .filter(job -> turn.isEmpty() || job.turn() == turn.get())
                .filter(job -> job.state().over())
                .map(job -> new Left(
                        job,
                        cast ? tx.jobs().output(job.id()) : Optional.empty(),
                        cast ? Optional.empty() : tx.transcripts().of(job.id())))
                .toList();
        if (turns.isEmpty()) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "session " + id + " has no " + turn.map(n -> "turn " + n).orElse("turn") + " that is over",
                    "`session show " + id + "` shows its turns");
        }
        return turns;
    }

    private static List<Casts.Turn> casts(List<Left> turns) {
        return turns.stream()
                .map(left -> new Casts.Turn(
                        left.job().turn(), left.output().orElse(JobOutput.NONE).recording()))
                .toList();
    }

    private static String lines(List<Left> turns) {
        StringBuilder lines = new StringBuilder();
        turns.forEach(left -> lines.append(new String(left.transcript().orElse(new byte[0]), StandardCharsets.UTF_8)));
        return lines.toString();
    }
}
