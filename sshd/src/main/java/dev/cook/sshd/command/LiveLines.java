package dev.cook.sshd.command;

import dev.cook.agents.output.LiveOutput;
import dev.cook.domain.JobId;
import dev.cook.domain.TerminalText;
import java.util.Arrays;

/** Makes plain lines of what a job writes while it runs, each of them once. */
final class LiveLines {
    /** Bytes without a line break that are held back; a screen full of progress bars is shorter. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** Characters of the end of what was shown, by which it is found again in the whole. */
    private static final int REMEMBERED = 2_000;

    /** Tries to read a running job's output and its length at one moment. */
    private static final int TRIES = 5;

    private static final String GAP = "…\n";

    private long seen;
    private byte[] pending = new byte[0];
    private String end = "";
    private int length;

    /** Looks at a job that runs; answers the lines that are new. */
    String look(LiveOutput live, JobId job) {
        for (int i = 0; i < TRIES; i++) {
            long written = live.written(job);
            byte[] tail = live.tail(job).orElse(new byte[0]);
            if (written == live.written(job)) {
                return add(tail, written);
            }
        }
        return "";
    }

    /**
     * Takes note of what there is now.
     *
     * @param tail the last bytes that the job wrote
     * @param written how many it wrote in all
     * @return the lines that are new
     */
    String add(byte[] tail, long written) {
        long from = written < seen ? 0 : seen;
        int fresh = (int) Math.min(written - from, tail.length);
        boolean gap = fresh < written - from;
        seen = written;
        if (gap) {
            pending = new byte[0];
        }
        byte[] all = Arrays.copyOf(pending, pending.length + fresh);
        System.arraycopy(tail, tail.length - fresh, all, pending.length, fresh);
        int complete = all.length > LONGEST_LINE ? all.length : afterLastLine(all);
        pending = Arrays.copyOfRange(all, complete, all.length);
        return (gap ? GAP : "") + shown(TerminalText.plain(Arrays.copyOf(all, complete)));
    }

    /**
     * The job is over.
     *
     * @param whole all that is kept of what it wrote, as plain lines
     * @return what of it was not shown yet
     */
    String finish(String whole) {
        String held = TerminalText.plain(pending);
        if (length == 0) {
            return whole.isEmpty() ? held : whole;
        }
        if (whole.startsWith(end, length - end.length())) {
            return whole.substring(length);
        }
        int at = whole.lastIndexOf(end);
        return at < 0 ? held : whole.substring(at + end.length());
    }

    private String shown(String text) {
        length += text.length();
        String both = end + text;
        end = both.substring(Math.max(0, both.length() - REMEMBERED));
        return text;
    }

    private static int afterLastLine(byte[] bytes) {
        int at = bytes.length;
        while (at > 0 && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }
}
