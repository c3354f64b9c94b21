package dev.cook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Many who do the same at the same time. */
final class Crowd {
    private final int size;

    Crowd(int size) {
        this.size = size;
    }

    /** Lets each do it so many times and answers how many were done in a second. */
    double perSecond(int each, IntConsumer work) {
        return size * each / seconds(each, work);
    }

    /** Lets each do it so many times and answers with the seconds until all had done it. */
    double seconds(int each, IntConsumer work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int member = i;
                all.add(threads.submit(() -> {
                    for (int time = 0; time < each; time++) {
                        work.accept(member);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return (System.nanoTime() - began) / 1e9;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        } catch (ExecutionException e) {
            throw new BenchFailure("one of a crowd failed: " + e.getCause());
        }
    }
}
