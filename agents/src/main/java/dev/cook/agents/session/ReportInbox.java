package dev.cook.agents.session;

import dev.cook.agents.backend.EnvironmentFiles;
import dev.cook.agents.output.JobReport;
import dev.cook.domain.JobId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the reports of jobs lie while they are read: below the data directory, which has room for them, and of each job
 * one, however often it is sent. Whoever calls knows that the job is open and whose it is.
 */
public final class ReportInbox {
    private final Path directory;
    /** The report of each job that is being read. */
    private final ConcurrentHashMap<JobId, InputStream> reading = new ConcurrentHashMap<>();

    /** @param data the server's data directory; what a killed server left of reports in it is deleted */
    public ReportInbox(Path data) {
        this.directory = data.resolve("reports");
        try {
            EnvironmentFiles.delete(directory);
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete old reports in " + directory, e);
        }
    }

    /** What is made of a report before its files go. */
    public interface Taker {
        void take(JobReport report) throws IOException, InterruptedException;
    }

    /**
     * Reads a report. Another one of the same job ends this one: the connection that it came by is likely dead.
     *
     * @throws BadReport if it is none, or another one came
     */
    public void read(JobId job, InputStream in, Taker taker) throws IOException, InterruptedException {
        InputStream before = reading.put(job, in);
        if (before != null) {
            before.close();
        }
        Path own = Files.createTempDirectory(directory, job + "-");
        try {
            taker.take(JobReport.read(in, own));
        } finally {
            reading.remove(job, in);
            EnvironmentFiles.delete(own);
        }
    }
}
