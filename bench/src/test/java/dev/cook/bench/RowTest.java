package dev.cook.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.bench.Row.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void aRowThatMissesItsTargetSaysSo() {
        Row slow = row(List.of(0.9, 0.1, 0.9), List.of(1.0), Target.atMost(0.8));
        assertThat(Report.line(slow)).isEqualTo("| push | 900 ms | 1000 ms C git | 0.90 | ≤ 0.80 | **missed** |");
        assertThat(row(List.of(0.7), List.of(1.0), Target.atMost(0.8)).met()).contains(true);
        assertThat(row(List.of(9.0), List.of(1.0), Target.atLeast(10)).met()).contains(false);
    }

    @Test
    void withoutPeerTheValueItselfIsJudged() {
        assertThat(row(List.of(1.4), List.of(), Target.atMost(1.5)).met()).contains(true);
        assertThat(row(List.of(1.4), List.of(), Optional.empty()).met()).isEmpty();
    }

    @Test
    void contendersTakeTurnsAndTheFirstRoundDoesNotCount() {
        List<String> order = new ArrayList<>();
        List<List<Double>> results = new Race(2).run(turn -> ran(order, "a", turn), turn -> ran(order, "b", turn));
        assertThat(order).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
        assertThat(results).containsExactly(List.of(1.0, 2.0), List.of(1.0, 2.0));
    }

    @Test
    void jsonHoldsEveryRun() {
        Report report =
                new Report(Map.of("a \"b\"", "c\\d"), List.of(row(List.of(0.5, 0.25), List.of(), Optional.empty())));
        assertThat(report.json())
                .contains("\"a \\\"b\\\"\": \"c\\\\d\"", "\"cook\": [0.500000, 0.250000]", "\"met\": null");
    }

    private static double ran(List<String> order, String who, int turn) {
        order.add(who + turn);
        return turn;
    }

    private static Row row(List<Double> cook, List<Double> peer, Optional<Target> target) {
        return new Row("push", "push", "ms", cook, "C git", peer, target);
    }
}
