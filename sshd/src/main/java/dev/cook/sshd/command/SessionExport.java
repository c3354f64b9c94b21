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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports the recording or the transcript of a session. */
@Command(
        name = "export",
        description = "Export a session: its transcript, or the recording of its terminal.",
        footer = {
            "",
            "Formats: markdown (the transcript to read), jsonl (the transcript, one entry per line;",
            "docs/transcripts.md), cast (asciicast version 2, which every asciinema plays), cast-v3 (for asciinema 3).",
            "The export leaves out a turn that is still running; watch it with `session log --follow`.",
            "",
            "Examples:",
            "  ssh HOST session export 7 --format cast > session.cast && asciinema play session.cast",
            "  ssh HOST session export 7 --format jsonl --turn 2"
        })
final class SessionExport extends SessionCommand {
    @Mixin
    private final SessionArgument session = new SessionArgument();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "markdown, jsonl, cast or cast-v3 (default: markdown).")
    private String format = "markdown";

    @Mixin
    private final TurnOption turn = new TurnOption();

    SessionExport(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(long session, String format, List<Integer> turns, String content) {}

    @Override
    protected ExitCode run() throws IOException {
        if (!List.of("cast", "cast-v3", "jsonl", "markdown").contains(format)) {
            throw Refusal.usage(
                    "no format '" + Text.shortened(Text.printable(format), 40) + "'",
                    "use --format markdown, jsonl, cast or cast-v3");
        }
        List<Job> turns = store().read(this::turns);
        if (json()) {
            StringBuilder content = new StringBuilder();
            write(turns, content);
            sayJson(new View(session.id(), format, turns.stream().map(Job::turn).toList(), content.toString()));
        } else {
            write(turns, io().print());
        }
        return ExitCode.OK;
    }

    /** One piece of one turn is in memory at a time: a session may have left more than fits. */
    private void write(List<Job> turns, Appendable out) throws IOException {
        String title = "session " + session.id();
        switch (format) {
            case "cast" -> casts(turns, new Casts(title, 2, out), out);
            case "cast-v3" -> casts(turns, new Casts(title, 3, out), out);
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
                    "session " + session.id() + " is too long for one JSON document",
                    "export one turn with --turn N, or leave out --json");
        }
        io().flush();
    }

    private static BufferedReader text(InputStream stored) {
        return new BufferedReader(new InputStreamReader(stored, StandardCharsets.UTF_8));
    }

    private List<Job> turns(Tx tx) {
        Worked found = session(tx, session.id(), Role.READ);
        List<Job> turns = tx.jobs().turns(found.session().id()).stream()
                .filter(job -> turn.includes(job.turn()))
                .filter(job -> job.state().over())
                .toList();
        if (turns.isEmpty()) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "session " + session.id() + " has no "
                            + turn.number().map(n -> "turn " + n).orElse("turn") + " that has ended",
                    "list its turns: session show " + session.id());
        }
        return turns;
    }
}
