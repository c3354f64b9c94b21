package dev.cook.agents;

import dev.cook.domain.Branch;

/** What Cook itself says to an agent. Pure. */
final class AgentWords {
    private AgentWords() {}

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

    private static String rules(Branch branch) {
        return """
                You are in a clone of the repository, on the branch %s, which is to land on %s.
                Commit your work and run `git push origin HEAD:refs/heads/%s`; then run `cook done`.
                If you cannot go on without a person, run `cook ask "your question"`.
                """.formatted(branch.name(), branch.target(), branch.name());
    }
}
