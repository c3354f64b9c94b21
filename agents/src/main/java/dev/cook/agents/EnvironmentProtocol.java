package dev.cook.agents;

import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.environment.Configurations;
import dev.cook.agents.output.BadReport;
import dev.cook.agents.output.JobReportReader;
import dev.cook.agents.session.AcpDriver;
import dev.cook.agents.session.JobDispatch;
import dev.cook.agents.session.JobReports;
import dev.cook.agents.session.TurnController;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.JobId;
import dev.cook.domain.Revision;
import dev.cook.domain.Text;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What an environment says and asks with its own key. It is believed only about itself and its own jobs. */
public final class EnvironmentProtocol {
    /** Characters of a complaint that people are told. */
    private static final int LONGEST_COMPLAINT = 500;

    private final Store store;
    private final Configurations configurations;
    private final JobReportReader reportReader;
    private final Bridges bridges;
    private final JobDispatch dispatch;
    private final AcpDriver acp;
    private final JobReports reports;
    private final Unpushed unpushed;

    EnvironmentProtocol(
            Store store,
            Configurations configurations,
            JobReportReader reportReader,
            Bridges bridges,
            JobDispatch dispatch,
            AcpDriver acp,
            JobReports reports,
            Unpushed unpushed) {
        this.store = store;
        this.configurations = configurations;
        this.reportReader = reportReader;
        this.bridges = bridges;
        this.dispatch = dispatch;
        this.acp = acp;
        this.reports = reports;
        this.unpushed = unpushed;
    }

    /** Serves an environment that dialled home, until the connection ends. */
    public void connect(EnvironmentId id, InputStream in, OutputStream out) {
        bridges.serve(id, in, out, _ -> store.change(tx -> tx.environments().markReady(id)));
    }

    /** The files that make an environment somebody's own, as a tar; empty: none do. */
    public Optional<byte[]> configuration(EnvironmentId id) throws IOException {
        Optional<Revision> revision = store.read(tx -> tx.environments().configuration(id));
        return revision.isEmpty() ? Optional.empty() : Optional.of(configurations.files(revision.get()));
    }

    /** An environment says what Nix calls the files of its configuration; what is no such name is passed over. */
    public void hash(EnvironmentId id, String narHash) {
        if (narHash.matches("sha256-[A-Za-z0-9+/]{43}=")) {
            store.change(tx -> tx.environments().hash(id, narHash));
        }
    }

    /** An environment says that it cannot be made ready. */
    public void failed(EnvironmentId id, String why) {
        String told = Text.shortened(Text.printable(reportReader.redaction().text(why)), LONGEST_COMPLAINT);
        store.change(tx -> {
            Environment environment = tx.environments().lock(id);
            tx.branches().get(environment.branch()).ifPresent(branch -> {
                if (branch.waitsFor().isEmpty() && !branch.state().ended()) {
                    TurnController.waitFor(tx, branch, "the environment could not be set up: " + told);
                }
            });
        });
    }

    /** Hands a job to its environment, as a tar; empty: that environment has no such open job. */
    public Optional<byte[]> fetch(EnvironmentId id, JobId job) {
        return dispatch.fetch(id, job);
    }

    /** An environment tells what a job wrote while nobody listened; false if it was not asked. */
    public boolean hear(EnvironmentId id, JobId job, long number, InputStream in) throws IOException {
        return bridges.hear(id, job, number, in);
    }

    /**
     * Speaks with an agent over a connection of its environment, until its turn is over.
     *
     * @param gone whether nobody is there any more
     * @return false if there is nobody to speak with
     */
    public boolean drive(EnvironmentId id, JobId job, OutputStream out, BooleanSupplier gone)
            throws IOException, InterruptedException {
        return dispatch.isOpen(id, job) && acp.drive(new EnvironmentJob(id, job), out, gone);
    }

    /**
     * Takes a job's report, which may come again and again.
     *
     * @throws BadReport if it is no report
     */
    public void report(EnvironmentId id, JobId job, InputStream in) throws IOException, InterruptedException {
        reports.take(id, job, in);
    }

    /** An environment says what in it is not pushed; false if it was not asked. */
    public boolean unpushed(EnvironmentId id, long number, String said) {
        return unpushed.answer(id, number, said);
    }
}
