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
        return text + "\nMend it.\n\n---\n" + rules(branch);
    }

    /** A later turn: what a person says meanwhile. */
    static String message(Branch branch, String by, String text) {
        return by + " says about your work on the branch " + branch.name() + ":\n\n" + text.strip() + "\n\n---\n"
                + rules(branch);
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
        return INTERRUPTED + how + " (" + why + "). Go on where you were."
                + last.map(told -> "\n\nYou had been told:\n\n" + told).orElse("");
    }

    /** The first turn in a new environment, for an agent that knows its conversation. */
    static String resumed(Branch branch, String asked) {
        return asked + "\n\n---\n" + newPlace() + rules(branch);
    }

    /** The same for an agent of which no conversation could be saved. */
    static String afresh(Branch branch, String task, String asked) {
        return "You worked on this task before, and of that conversation nothing is left. The task was:\n\n" + task
                + "\n\nWhat is asked of you now:\n\n" + asked + "\n\n---\n" + newPlace() + rules(branch);
    }

    /** A later turn in the same place, for an agent that does not take up its conversation. */
    static String forgotten(Branch branch, String task, String asked) {
        return "You worked on this task before, and of that conversation nothing is left; your work is in this clone. The task"
                + " was:\n\n" + task + "\n\nWhat is asked of you now:\n\n" + asked + "\n\n---\n" + rules(branch);
    }

    private static String newPlace() {
        return """
                This is a new environment. Your clone is as it was saved last, at most a minute before the other one ended:
                commits that were not pushed are there, and what was not committed is uncommitted again. Files that git
                ignores, very big files, and programs that ran are gone. Look at `git status` and `git log` first.
                """;
    }

    private static String rules(Branch branch) {
        return """
                You are in a clone of the repository, on the branch %s, which is to land on %s.
                Commit your work and run `git push origin HEAD:refs/heads/%s`; then run `cook done`.
                If you cannot go on without a person, run `cook ask "your question"`.
                """.formatted(branch.name(), branch.target(), branch.name());
    }
}
