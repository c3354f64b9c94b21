package dev.cook.agents.environment;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Checkout;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.domain.EnvironmentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tries what every backend promises: that an environment can be launched, is said to run, is listed, is launched once only,
 * can be killed, and is gone then; and that asking twice does no harm. The environment that it makes belongs to nothing
 * and only waits to be killed.
 */
public final class BackendCheck {
    /** Far from the numbers that the database gives. */
    private static final long FIRST_ID = 9_000_000_000L;

    /** How long a state may take to follow what was asked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Backend backend;
    private final EnvironmentSockets sockets;
    private final LaunchContext launching;
    private final EnvironmentId id;

    /** @param number tells checks that run at the same time apart */
    public BackendCheck(Backend backend, EnvironmentSockets sockets, LaunchContext launching, int number) {
        this.backend = backend;
        this.sockets = sockets;
        this.launching = launching;
        this.id = new EnvironmentId(FIRST_ID + number);
    }

    /**
     * One thing that was tried.
     *
     * @param because empty if it is as it should be
     */
    public record Finding(String what, boolean ok, String because) {}

    /**
     * Tries everything, and clears up whatever happens.
     *
     * @param told hears of each finding as it comes
     */
    public List<Finding> run(Consumer<Finding> told) {
        List<Finding> findings = new ArrayList<>();
        Consumer<Finding> noted = finding -> {
            findings.add(finding);
            told.accept(finding);
        };
        try {
            note(noted, "an environment that does not exist counts as ended", () -> !backend.life(id)
                    .running());
            note(noted, "launch works", () -> {
                launch();
                return true;
            });
            noted.accept(new Finding(
                    "the network is as configured",
                    backend.lacking().isEmpty(),
                    backend.lacking().map(what -> ": " + what).orElse("")));
            note(
                    noted,
                    "state says that the environment runs",
                    () -> within(() -> backend.life(id).running()));
            note(
                    noted,
                    "list contains the environment",
                    () -> within(() -> backend.list().contains(id)));
            note(noted, "a second launch changes nothing", () -> {
                launch();
                return backend.life(id).running();
            });
            note(noted, "kill works", () -> {
                backend.kill(id);
                return within(() -> !backend.life(id).running());
            });
            note(
                    noted,
                    "list no longer contains the environment",
                    () -> within(() -> !backend.list().contains(id)));
            note(noted, "a second kill changes nothing", () -> {
                backend.kill(id);
                return true;
            });
        } finally {
            try {
                backend.kill(id);
            } catch (RuntimeException e) {
                noted.accept(new Finding("nothing is left of the environment", false, ": " + e.getMessage()));
            }
            sockets.remove(id);
        }
        return List.copyOf(findings);
    }

    private static void note(Consumer<Finding> noted, String what, BooleanSupplier tried) {
        try {
            boolean ok = tried.getAsBoolean();
            noted.accept(new Finding(what, ok, ok ? "" : ": this is not the case"));
        } catch (RuntimeException e) {
            noted.accept(new Finding(what, false, ": " + e.getMessage()));
        }
    }

    private void launch() {
        if (backend.needsDoor()) {
            sockets.open(id);
        }
        backend.launch(launching.trial(id, new Checkout.None()));
    }

    private static boolean within(BooleanSupplier state) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }
}
