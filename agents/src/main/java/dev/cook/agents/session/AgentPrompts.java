package dev.cook.agents.session;

import dev.cook.domain.Branch;
import java.util.Optional;

/** What Cook itself says to an agent. Pure. */
final class AgentPrompts {
    private static final String INTERRUPTED = "You were interrupted: your environment was ";

    private AgentPrompts() {}

    /** The first turn: the person's words, and what an agent has to know to hand in its work. */
    static String task(Branch branch, String prompt) {
        return prompt + "\n\n---\n" + rules(branch);
    }

    /** A later turn: why the work did not pass. */
    static String feedback(Branch branch, String what, String log) {
        String text = "Your work on the branch " + branch.name() + " did not pass: " + what + ".\n";
        if (!log.isBlank()) {
            text += "\nThe end of the log:\n\n" + log.strip() + "\n";
        }
        return text + "\nFix this.\n\n---\n" + rules(branch);
    }

    /** A later turn: what a person says meanwhile. */
    static String message(Branch branch, String by, String text) {
        return "Message from " + by + " about your work on the branch " + branch.name() + ":\n\n" + text.strip()
                + "\n\n---\n" + rules(branch);
    }

    /**
     * Why a session that ended goes on, for its agent.
     *
     * @param last what the agent was told in the turn that was broken off; empty: no turn was, or it was the first, whose
     *     task the agent is told again where it does not remember it
     */
    static String whatHappened(String how, String why, Optional<String> last) {
        if (last.filter(told -> told.startsWith(INTERRUPTED)).isPresent()) {
            return last.get();
        }
        return INTERRUPTED + how + " (" + why + "). Continue where you left off."
                + last.map(told -> "\n\nThe prompt of the interrupted turn was:\n\n" + told)
                        .orElse("");
    }

    /** The first turn in a new environment, for an agent that knows its conversation. */
    static String resumed(Branch branch, String asked) {
        return asked + "\n\n---\n" + newPlace() + rules(branch);
    }

    /** The same for an agent of which no conversation could be saved. */
    static String afresh(Branch branch, String task, String asked) {
        return "You worked on this task before; that conversation is lost. The task was:\n\n" + task
                + "\n\nYour prompt now:\n\n" + asked + "\n\n---\n" + newPlace() + rules(branch);
    }

    /** A later turn in the same place, for an agent that does not take up its conversation. */
    static String forgotten(Branch branch, String task, String asked) {
        return "You worked on this task before; that conversation is lost, but your work is in this clone. The task was:\n\n"
                + task + "\n\nYour prompt now:\n\n" + asked + "\n\n---\n" + rules(branch);
    }

    private static String newPlace() {
        return """
                This is a new environment. Your clone was restored from the last save, made at most a minute before the previous
                environment ended: unpushed commits are there, and uncommitted changes are uncommitted again. Ignored files,
                very large files and running programs are gone. Start with `git status` and `git log`.
                """;
    }

    private static String rules(Branch branch) {
        return """
                You are in a clone of the repository, on the branch %s, whose target is %s.
                Commit your work and run `git push origin HEAD:refs/heads/%s`; then run `cook done`.
                If you cannot continue without a person, run `cook ask "your question"` and end your turn.
                """.formatted(branch.name(), branch.target(), branch.name());
    }
}
