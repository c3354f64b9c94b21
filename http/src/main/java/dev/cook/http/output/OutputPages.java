package dev.cook.http.output;

import dev.cook.agents.output.LiveOutput;
import dev.cook.agents.transcript.Conversation;
import dev.cook.domain.Branch;
import dev.cook.domain.Caller;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobState;
import dev.cook.domain.RepoName;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a job wrote: as a page, as the part of a page that a click opens, or as text. */
public final class OutputPages {
    public static final String PREFIX = "/_/output/";

    /** Bytes shown as a page: a browser still scrolls it. */
    private static final int PAGE_BYTES = 2 * 1024 * 1024;

    /** Lines shown as a page. */
    private static final int PAGE_LINES = 20_000;

    /** Lines and bytes behind a click on a branch's page. */
    private static final int PART_LINES = 1_000;

    private static final int PART_BYTES = 256 * 1024;

    /** Bytes given as text: all that the server keeps of a job. */
    private static final int TEXT_BYTES = 64 * 1024 * 1024;

    /** Bytes read of a turn's transcript: all that is kept of one. */
    private static final int TRANSCRIPT_BYTES = 8 * 1024 * 1024;

    private static final Overview.Tail NOTHING = new Overview.Tail(new byte[0], 0, false);

    private final LogWindows logs = new LogWindows();
    private final Store store;
    private final PageRenderer shown;
    private final LiveOutput live;

    public OutputPages(Store store, PageRenderer shown, LiveOutput live) {
        this.store = store;
        this.shown = shown;
        this.live = live;
    }

    private enum Form {
        PAGE(PAGE_BYTES, PAGE_LINES),
        PART(PART_BYTES, PART_LINES),
        TEXT(TEXT_BYTES, Integer.MAX_VALUE),
        TERMINAL(TEXT_BYTES, Integer.MAX_VALUE);

        private final int bytes;
        private final int lines;

        Form(int bytes, int lines) {
            this.bytes = bytes;
            this.lines = lines;
        }
    }

    public void answer(Exchange exchange, Caller caller) throws IOException {
        String id = exchange.path().substring(PREFIX.length());
        Form form = form(exchange);
        Optional<OutputView> view = id.matches("[1-9][0-9]{0,17}")
                ? store.read(tx -> read(tx, caller, new JobId(Long.parseLong(id)), form, wanted(exchange)))
                : Optional.empty();
        if (view.isEmpty()) {
            shown.problem(exchange, Problem.missing("output with this number"));
            return;
        }
        OutputView found = view.orElseThrow();
        switch (form) {
            case PAGE -> shown.show(exchange, caller, "output", Map.of("view", found));
            case PART ->
                exchange.answer(200, Exchange.HTML, shown.part("outputcontent", Map.of("view", found, "whole", false)));
            case TEXT, TERMINAL -> exchange.answer(200, Exchange.TEXT, text(found.content()));
        }
    }

    private static String text(OutputView.Content content) {
        return switch (content) {
            case OutputView.Content.Lines(var lines) ->
                lines.stream().map(TerminalLines.Line::text).collect(Collectors.joining("\n")) + "\n";
            case OutputView.Content.Log _, OutputView.Content.Turn _ ->
                throw new IllegalStateException("text is made of lines");
        };
    }

    private static Form form(Exchange exchange) {
        if (exchange.query("terminal").isPresent()) {
            return Form.TERMINAL;
        }
        if (exchange.query("text").isPresent()) {
            return Form.TEXT;
        }
        return exchange.header("HX-Request").isPresent() ? Form.PART : Form.PAGE;
    }

    private static LogWindows.Wanted wanted(Exchange exchange) {
        return number(exchange, "part")
                .<LogWindows.Wanted>map(LogWindows.Wanted.Numbered::new)
                .or(() -> number(exchange, "line").map(LogWindows.Wanted.OfLine::new))
                .orElseGet(LogWindows.Wanted.Last::new);
    }

    private static Optional<Long> number(Exchange exchange, String name) {
        return exchange.query(name)
                .filter(number -> number.matches("[1-9][0-9]{0,8}"))
                .map(Long::valueOf);
    }

    private Optional<OutputView> read(Tx tx, Caller caller, JobId id, Form form, LogWindows.Wanted wanted) {
        Optional<Job> job = tx.jobs().get(id);
        Optional<Branch> branch = job.flatMap(found -> tx.overview().branchOf(id))
                .flatMap(tx.branches()::get)
                .filter(found -> Access.role(tx, caller, found.repo()).isPresent());
        return branch.flatMap(found -> tx.repos().get(found.repo()))
                .map(repo -> view(tx, repo.name(), branch.orElseThrow(), job.orElseThrow(), form, wanted));
    }

    private OutputView view(Tx tx, RepoName repo, Branch branch, Job job, Form form, LogWindows.Wanted wanted) {
        boolean page = (form == Form.PAGE || form == Form.PART) && job.state().over();
        Optional<OutputView> view = page
                ? turn(tx, repo, branch, job).or(() -> log(tx, repo, branch, job, form, wanted))
                : Optional.empty();
        return view.orElseGet(() -> lines(tx, repo, branch, job, form));
    }

    private static Optional<OutputView> turn(Tx tx, RepoName repo, Branch branch, Job job) {
        return tx.overview().transcriptTail(job.id(), TRANSCRIPT_BYTES).flatMap(lines -> Conversation.of(lines.bytes())
                .map(conversation -> view(
                        tx,
                        repo,
                        branch,
                        job,
                        new OutputView.Content.Turn(conversation),
                        conversation.earlier() || lines.total() > lines.bytes().length)));
    }

    private Optional<OutputView> log(
            Tx tx, RepoName repo, Branch branch, Job job, Form form, LogWindows.Wanted wanted) {
        return form != Form.PAGE
                ? Optional.empty()
                : logs.read(tx, job.id(), wanted)
                        .filter(window -> window.total() > 0)
                        .map(window -> view(tx, repo, branch, job, new OutputView.Content.Log(window), false));
    }

    private OutputView lines(Tx tx, RepoName repo, Branch branch, Job job, Form form) {
        Overview.Tail tail = job.state() == JobState.RUNNING
                ? live.tail(job.id())
                        .map(bytes -> new Overview.Tail(bytes, bytes.length, false))
                        .orElse(NOTHING)
                : finished(tx, job, form).orElse(NOTHING);
        List<TerminalLines.Line> lines = TerminalLines.lines(tail.bytes(), form.lines);
        boolean cut = tail.cut() || tail.total() > tail.bytes().length || lines.size() >= form.lines;
        return view(tx, repo, branch, job, new OutputView.Content.Lines(lines), cut);
    }

    private static OutputView view(
            Tx tx, RepoName repo, Branch branch, Job job, OutputView.Content content, boolean cut) {
        return new OutputView(
                repo, branch.name(), job.id(), what(tx, job), job.session().isPresent(), content, cut);
    }

    private static Optional<Overview.Tail> finished(Tx tx, Job job, Form form) {
        return form == Form.TERMINAL
                ? tx.overview().tail(job.id(), form.bytes)
                : FinishedOutput.read(tx, job.id(), form.bytes);
    }

    private static String what(Tx tx, Job job) {
        return job.gateRun()
                .flatMap(tx.gateRuns()::get)
                .map(run -> "Gate " + run.name())
                .or(() -> job.session()
                        .flatMap(tx.sessions()::get)
                        .map(session -> session.agent() + ", turn " + job.turn()))
                .orElse("Job " + job.id());
    }
}
