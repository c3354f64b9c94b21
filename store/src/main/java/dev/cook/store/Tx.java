package dev.cook.store;

import dev.cook.domain.BranchId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;

/** One transaction: the tables, seen through one connection. It ends with the call that made it. */
public final class Tx {
    private static final SqlWords WORDS = new SqlWords();

    private final Handle handle;
    private final Instant now;
    private final Refs refs;
    private final Events events;

    /** @param redact what is done to text that people read */
    Tx(Handle handle, Clock clock, UnaryOperator<String> redact) {
        handle.getConfig(SqlStatements.class).setTemplateEngine(WORDS);
        this.handle = handle;
        // PostgreSQL keeps microseconds; what is read back equals what was written only if no more is written.
        this.now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        this.refs = new Refs(handle, now);
        this.events = new Events(handle, now, redact);
    }

    /** Has somebody hear of each statement from here on. */
    void listen(SqlLogger listener) {
        handle.getConfig(SqlStatements.class).setSqlLogger(listener);
    }

    /** Whoever only reads tells nothing: it would be lost. */
    void requireNothingTold() {
        if (events.pending()) {
            throw new IllegalStateException("events were appended in a transaction that only reads");
        }
    }

    /** Writes what was told, as the last thing before the commit; answers which branches it is about. */
    Set<BranchId> flush() {
        return events.flush();
    }

    /** The time of this transaction: one for all its rows. */
    public Instant now() {
        return now;
    }

    /** One for the whole transaction, as it keeps what is told until the commit. */
    public Events events() {
        return events;
    }

    public Repos repos() {
        return new Repos(handle, now, refs);
    }

    public DeletedRepos deletedRepos() {
        return new DeletedRepos(handle, now);
    }

    /** One for the whole transaction, as it remembers which repositories are locked. */
    public Refs refs() {
        return refs;
    }

    public Fossils fossils() {
        return new Fossils(handle, now);
    }

    public Accounts accounts() {
        return new Accounts(handle, now);
    }

    public Keys keys() {
        return new Keys(handle, now);
    }

    public AccessTokens tokens() {
        return new AccessTokens(handle, now);
    }

    public BrowserSessions browserSessions() {
        return new BrowserSessions(handle, now);
    }

    public Passkeys passkeys() {
        return new Passkeys(handle, now);
    }

    public Branches branches() {
        return new Branches(handle, now);
    }

    public QueueHistory queuePast() {
        return new QueueHistory(handle);
    }

    public Queues queues() {
        return new Queues(handle, now);
    }

    public Environments environments() {
        return new Environments(handle, now);
    }

    public PersistentEnvironments persistentEnvironments() {
        return new PersistentEnvironments(handle, now);
    }

    public EnvironmentRepos environmentRepos() {
        return new EnvironmentRepos(handle);
    }

    public HostRequests hostRequests() {
        return new HostRequests(handle, now);
    }

    public Sessions sessions() {
        return new Sessions(handle, now);
    }

    public Jobs jobs() {
        return new Jobs(handle, now);
    }

    public Transcripts transcripts() {
        return new Transcripts(handle);
    }

    public JobUsages usage() {
        return new JobUsages(handle);
    }

    /** What was used, added up. */
    public UsageReport usageReport() {
        return new UsageReport(handle, now);
    }

    public Candidates candidates() {
        return new Candidates(handle, now);
    }

    public GateRuns gateRuns() {
        return new GateRuns(handle, now);
    }

    public GateContents gateContents() {
        return new GateContents(handle, now);
    }

    public GateAnswers gateAnswers() {
        return new GateAnswers(handle, now);
    }

    public GateVerdicts gateVerdicts() {
        return new GateVerdicts(handle, now);
    }

    public ReviewComments reviewComments() {
        return new ReviewComments(handle, now);
    }

    public BranchLooks branchLooks() {
        return new BranchLooks(handle, now);
    }

    public TestReports testReports() {
        return new TestReports(handle);
    }

    public TestHistory testHistory() {
        return new TestHistory(handle, now);
    }

    public GateHealth gateHealth() {
        return new GateHealth(handle, now);
    }

    public GateDocuments gateDocuments() {
        return new GateDocuments(handle, now);
    }

    /** What controllers cannot do at present. */
    public Failures failures() {
        return new Failures(handle, now);
    }

    /** Which branches a board lists. */
    public BranchLists branchLists() {
        return new BranchLists(handle);
    }

    /** What pages show, read from several tables at once. */
    public Overview overview() {
        return new Overview(handle);
    }
}
