package dev.cook.sshd.command;

import dev.cook.domain.Job;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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

    @Override
    protected ExitCode run() throws IOException {
        if (!List.of("cast", "cast-v2", "jsonl", "markdown").contains(format)) {
            throw Refusal.usage(
                    "there is no format '" + Text.printable(format) + "'", "--format cast, cast-v2, jsonl or markdown");
        }
        List<Job> turns = store().read(this::turns);
        if (json()) {
            StringBuilder content = new StringBuilder();
            write(turns, content);
            sayJson(new View(id, format, turns.stream().map(Job::turn).toList(), content.toString()));
        } else {
            write(turns, io().print());
        }
        return ExitCode.OK;
    }

    /** One piece of one turn is in memory at a time: a session may have left more than fits. */
    private void write(List<Job> turns, Appendable out) throws IOException {
        String title = "session " + id;
        switch (format) {
            case "cast" -> casts(turns, new Casts(title, 3, out), out);
            case "cast-v2" -> casts(turns, new Casts(title, 2, out), out);
            case "jsonl" -> lines(turns, out, line -> out.append(line).append('\n'));
            default -> {
                TranscriptText text = new TranscriptText(title, out);
                lines(turns, out, line -> text.add(Json.read(line.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }

    private void casts(List<Job> turns, Casts casts, Appendable out) throws IOException {
        for (Job job : turns) {
            try (BufferedReader recording = text(store().recording(job.id()))) {
                casts.add(job.turn(), recording);
            }
            requireRoom(out);
        }
        casts.end();
    }

    /** Takes one line of a transcript. */
    private interface Line {
        void take(String line) throws IOException;
    }

    private void lines(List<Job> turns, Appendable out, Line line) throws IOException {
        for (Job job : turns) {
            try (BufferedReader transcript = text(store().transcript(job.id()))) {
                for (String next = transcript.readLine(); next != null; next = transcript.readLine()) {
                    line.take(next);
                }
            }
            requireRoom(out);
        }
    }

    private void requireRoom(Appendable out) {
        if (out instanceof StringBuilder whole && whole.length() > Json.LONGEST) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    "session " + id + " is too long for one JSON document",
                    "export one turn with --turn N, or leave out --json");
        }
        io().flush();
    }

    private static BufferedReader text(InputStream stored) {
        return new BufferedReader(new InputStreamReader(stored, StandardCharsets.UTF_8));
    }

    private List<Job> turns(Tx tx) {
        Worked found = session(tx, id, Role.READ);
        List<Job> turns = tx.jobs().turns(found.session().id()).stream()
                .filter(job -> turn.isEmpty() || job.turn() == turn.get())
                .filter(job -> job.state().over())
                .toList();
        if (turns.isEmpty()) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "session " + id + " has no " + turn.map(n -> "turn " + n).orElse("turn") + " that is over",
                    "`session show " + id + "` shows its turns");
        }
        return turns;
    }
}
