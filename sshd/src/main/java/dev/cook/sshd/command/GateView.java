package dev.cook.sshd.command;

import dev.cook.config.Gate;
import dev.cook.config.GateWork;
import dev.cook.config.PathPattern;
import dev.cook.domain.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A gate as a file defines it, in JSON. */
record GateView(
        String gate,
        String kind,
        String does,
        List<String> needs,
        List<String> paths,
        When when,
        int retries,
        long timeoutSeconds,
        Optional<String> env,
        boolean required) {
    /** Characters of a command or a prompt that fit a table. */
    private static final int SHORT = 60;

    /** The conditions under which the gate runs. */
    record When(List<String> branches, List<String> startedBy, List<String> agents) {}

    static GateView of(Gate gate) {
        return new GateView(
                gate.name(),
                gate.work().kind().word(),
                does(gate.work()),
                gate.needs(),
                texts(gate.paths()),
                new When(
                        texts(gate.when().branches()),
                        gate.when().startedBy(),
                        gate.when().agents()),
                gate.retries(),
                gate.timeout().toSeconds(),
                gate.environment(),
                gate.required());
    }

    /** What it does, on one line. */
    private static String does(GateWork work) {
        return switch (work) {
            case GateWork.Command command -> words(command.argv());
            case GateWork.Transform transform -> words(transform.argv());
            case GateWork.Deploy deploy -> words(deploy.argv());
            case GateWork.Soak soak ->
                words(soak.argv()) + " every " + span(soak.every()) + " for " + span(soak.span());
            case GateWork.Agent agent -> agent.agent() + ": " + Text.shortened(Text.printable(agent.prompt()), SHORT);
            case GateWork.AgentReview review ->
                review.agent() + ": " + Text.shortened(Text.printable(review.prompt()), SHORT);
            case GateWork.Approval approval ->
                approval.count() + (approval.count() == 1 ? " approval" : " approvals") + " by "
                        + (approval.by().isEmpty() ? "accounts with the land role" : String.join(", ", approval.by()))
                        + (approval.owners() ? ", including owners" : "");
            case GateWork.External external ->
                "result reported by "
                        + (external.by().isEmpty() ? "another system" : String.join(" or ", external.by()));
        };
    }

    private static String span(Duration length) {
        long seconds = length.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String words(List<String> argv) {
        List<String> shown =
                argv.size() > 2 && argv.subList(0, 2).equals(List.of("sh", "-c")) ? argv.subList(2, argv.size()) : argv;
        return Text.shortened(Text.printable(String.join(" ", shown)), SHORT);
    }

    private static List<String> texts(List<PathPattern> patterns) {
        return patterns.stream().map(PathPattern::text).toList();
    }
}
