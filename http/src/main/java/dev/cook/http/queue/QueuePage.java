package dev.cook.http.queue;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.http.exchange.Site;
import dev.cook.merge.QueueTrain;
import dev.cook.merge.QueueView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page of a queue.
 *
 * @param mayReorder whether whoever looks may move branches in it
 */
public record QueuePage(Repo repo, BranchName target, List<BranchName> targets, boolean mayReorder, QueueTrain train) {
    public QueuePage {
        targets = List.copyOf(targets);
    }

    /** Where the queue of a repository's target is. */
    public static String address(RepoName repo, BranchName target) {
        return QueuePages.PATH + "?repo=" + encoded(repo.value()) + "&target=" + encoded(target.value());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public String address() {
        return address(repo.name(), target);
    }

    /** Where a branch is moved. */
    public String move() {
        return QueueForms.PATH;
    }

    /** Whether whoever looks may move a branch: nothing is ahead of the first. */
    public boolean offersMove(QueueView.Line line) {
        return mayReorder && line.position().filter(at -> at > 1).isPresent();
    }

    /** The branch directly ahead of one in the queue; nothing where none is. */
    public String ahead(QueueView.Line line) {
        return train.view().lines().stream()
                .filter(other -> other.position().isPresent()
                        && other.position().equals(line.position().map(at -> at - 1)))
                .map(QueueView.Line::branch)
                .findFirst()
                .orElse("");
    }

    public String branch(QueueView.Line line) {
        return Site.branch(repo.name(), new BranchName(line.branch()));
    }

    /** What a lane is called; several stand side by side. */
    public String lane(Map.Entry<String, List<QueueTrain.Car>> lane) {
        return lane.getKey().isEmpty() ? (train.lanes().size() == 1 ? "Next" : "Any files") : "Lane " + lane.getKey();
    }

    /** What a candidate stands on. */
    public String on(QueueTrain.Car car) {
        return car.ahead() == 0 ? "on " + target : "on " + target + " + " + car.ahead() + " ahead";
    }

    /** An estimate, said as one. */
    public static String estimate(Optional<Duration> estimate) {
        return estimate.map(left -> left.compareTo(Duration.ofMinutes(1)) < 0
                        ? "lands in under a minute (estimate)"
                        : "lands in about " + words(left) + " (estimate)")
                .orElse("time to land unknown");
    }

    private static String words(Duration left) {
        long minutes = (left.toSeconds() + 59) / 60;
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    public static String tone(GateRunState state) {
        return state == GateRunState.WAITING
                ? "waits"
                : state == GateRunState.RUNNING
                        ? "running"
                        : state.isFailure() ? "bad" : state.over() ? "good" : "queued";
    }
}
