package dev.cook.http.repository;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateDay;
import dev.cook.domain.Repo;
import dev.cook.domain.Text;
import dev.cook.store.GateHealth;
import dev.cook.store.TestHistory;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How the gates of a target did lately. */
public record GatesPage(Repo repo, BranchName target, List<BranchName> targets, List<Gate> gates) {
    /** Pixels of a plot; a browser scales it. */
    public static final int WIDTH = 280;

    public static final int HEIGHT = 48;

    private static final int STEP = WIDTH / GateHealth.DAYS;

    public GatesPage {
        targets = List.copyOf(targets);
        gates = List.copyOf(gates);
    }

    /**
     * One gate.
     *
     * @param today the last day of the plots
     * @param tests its tests that failed or were flaky, the worst first
     */
    public record Gate(String name, List<GateDay> days, LocalDate today, List<TestHistory.Line> tests) {
        public Gate {
            days = List.copyOf(days);
            tests = List.copyOf(tests);
        }

        public int runs() {
            return days.stream().mapToInt(GateDay::runs).sum();
        }

        public int passed() {
            return days.stream().mapToInt(GateDay::passed).sum();
        }

        public int flaky() {
            return days.stream().mapToInt(GateDay::flaky).sum();
        }

        public int percent() {
            return runs() == 0 ? 0 : 100 * passed() / runs();
        }

        /** How long half of the runs of the last day took at most. */
        public String took() {
            return Text.duration(days.getLast().took());
        }

        private OptionalInt place(GateDay day) {
            int back = (int) (today.toEpochDay() - day.day().toEpochDay());
            return back >= 0 && back < GateHealth.DAYS
                    ? OptionalInt.of((GateHealth.DAYS - 1 - back) * STEP)
                    : OptionalInt.empty();
        }

        /** A bar for each day with runs: those that failed stand on those that passed. */
        public List<Bar> runBars() {
            int most = Math.max(1, days.stream().mapToInt(GateDay::runs).max().orElse(1));
            List<Bar> bars = new ArrayList<>();
            for (GateDay day : days) {
                OptionalInt x = place(day);
                if (x.isPresent()) {
                    int passed = day.passed() * HEIGHT / most;
                    int failed = Math.max(day.failed() > 0 ? 2 : 0, day.failed() * HEIGHT / most);
                    String words = day.day() + ": " + day.passed() + " passed, " + day.failed() + " failed";
                    bars.add(new Bar("passed", x.getAsInt(), HEIGHT - passed, passed, words));
                    bars.add(new Bar("failed", x.getAsInt(), Math.max(0, HEIGHT - passed - failed), failed, words));
                }
            }
            return bars;
        }

        /** A bar for each day with runs: how long half of them took at most. */
        public List<Bar> durationBars() {
            long most = Math.max(
                    1,
                    days.stream()
                            .map(GateDay::took)
                            .max(Comparator.naturalOrder())
                            .orElse(Duration.ofMillis(1))
                            .toMillis());
            List<Bar> bars = new ArrayList<>();
            for (GateDay day : days) {
                OptionalInt x = place(day);
                if (x.isPresent()) {
                    int height = (int) Math.max(2, day.took().toMillis() * HEIGHT / most);
                    bars.add(new Bar(
                            "took",
                            x.getAsInt(),
                            HEIGHT - height,
                            height,
                            day.day() + ": " + Text.duration(day.took())));
                }
            }
            return bars;
        }

        public Optional<String> longest() {
            return days.stream()
                    .map(GateDay::took)
                    .max(Comparator.naturalOrder())
                    .map(Text::duration);
        }
    }

    /** A bar of a plot. */
    public record Bar(String kind, int x, int y, int height, String words) {
        public int width() {
            return STEP - 4;
        }
    }
}
