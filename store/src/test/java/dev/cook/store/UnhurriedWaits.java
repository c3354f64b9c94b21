package dev.cook.store;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each wait of a test, which ends when what it waits for is so, the time that it may need on a machine that is busy
 * with other things. What takes longer than this has stopped.
 */
public final class UnhurriedWaits implements BeforeAllCallback {
    private static final Duration STOPPED = Duration.ofMinutes(2);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(STOPPED);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    }
}
