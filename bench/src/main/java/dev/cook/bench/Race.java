package dev.cook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Runs contenders in turns, A B A B, after one round that does not count. */
final class Race {
    private final int runs;

    Race(int runs) {
        this.runs = runs;
    }

    /** One side of a race. */
    interface Contender {
        /** Does it once; {@code turn} differs each time. Answers with what was measured. */
        double run(int turn);
    }

    /** How often each contender runs, with the round that does not count. */
    int turns() {
        return runs + 1;
    }

    /** What each contender reached, in the order in which they were given. */
    List<List<Double>> run(Contender... contenders) {
        List<List<Double>> results = new ArrayList<>();
        IntStream.range(0, contenders.length).forEach(i -> results.add(new ArrayList<>()));
        for (int turn = 0; turn < turns(); turn++) {
            for (int i = 0; i < contenders.length; i++) {
                double value = contenders[i].run(turn);
                if (turn > 0) {
                    results.get(i).add(value);
                }
            }
        }
        return results;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
