package dev.cook.sshd;

import dev.cook.domain.Caller;
import dev.cook.domain.Text;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsOperation;
import dev.cook.hooks.lfs.LfsRepository;
import dev.cook.hooks.lfs.LfsTokens;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Git LFS over SSH: transfers, and tokens for those who transfer over HTTP. */
final class LfsWork {
    private static final Logger LOG = LoggerFactory.getLogger(LfsWork.class);

    /** Transfers at once; each holds a file and some hundred kilobytes, and a client opens eight. */
    private static final int MOST_TRANSFERS = 1_000;

    /** How long a client waits for others to finish before it is told to come back. */
    private static final Duration QUEUE = Duration.ofSeconds(30);

    private static final int REFUSED = 1;

    private final Lfs lfs;
    private final SshLimits limits;
    private final Semaphore transfers = new Semaphore(MOST_TRANSFERS, true);

    LfsWork(Lfs lfs, SshLimits limits) {
        this.lfs = lfs;
        this.limits = limits;
    }

    /** Prints where the large files are over HTTP, with a token for them. */
    int authenticate(Caller caller, String repo, LfsOperation operation, CommandIo io) {
        Optional<LfsRepository> opened = open(caller, repo, operation, io);
        if (opened.isEmpty()) {
            return REFUSED;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("href", opened.get().address());
        json.put("header", Map.of("Authorization", "Bearer " + opened.get().token()));
        json.put("expires_in", LfsTokens.LIFE.toSeconds());
        io.print().print(JsonMapper.shared().writeValueAsString(json) + "\n");
        return 0;
    }

    /** Serves transfers until the client says good-bye. */
    int transfer(Caller caller, String repo, LfsOperation operation, CommandIo io)
            throws IOException, InterruptedException {
        if (!transfers.tryAcquire(QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
            io.fail("too many transfers of large files at once", "try again in a minute");
            return REFUSED;
        }
        try {
            Optional<LfsRepository> opened = open(caller, repo, operation, io);
            if (opened.isEmpty()) {
                return REFUSED;
            }
            LOG.debug("{} transfers large files of {}", caller.name(), repo);
            return new LfsTransfer(opened.get(), limits, io.in(), io.out()).serve();
        } catch (PacketReader.Garbled e) {
            io.fail(String.valueOf(e.getMessage()), "");
            return REFUSED;
        } catch (EOFException e) {
            LOG.debug("the client hung up in the middle", e);
            return REFUSED;
        } finally {
            transfers.release();
        }
    }

    private Optional<LfsRepository> open(Caller caller, String repo, LfsOperation operation, CommandIo io) {
        return switch (lfs.open(caller, repo, operation)) {
            case Lfs.Opened.Granted(LfsRepository granted) -> Optional.of(granted);
            case Lfs.Opened.Forbidden(String why) -> {
                io.fail(why, "");
                yield Optional.empty();
            }
            case Lfs.Opened.Missing() -> {
                io.fail("no repository '" + Text.printable(repo) + "', or you may not see it", "");
                yield Optional.empty();
            }
        };
    }
}
