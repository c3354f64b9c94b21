package dev.cook.gates;

import dev.cook.domain.BranchAction;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may answer an approval, and when it has passed.
 *
 * @param count how many have to say yes
 * @param by accounts and groups as the file names them; none: whoever may land
 * @param voters the accounts that these come to
 * @param barred who started or pushed the work: they do not judge it
 * @param owned for each set of owners of changed files, one of whom has to say yes
 */
record Ballot(int count, List<String> by, Set<String> voters, Set<String> barred, List<Owned> owned) {
    /** Names of people that a line tells. */
    private static final int MOST_NAMES = 8;

    Ballot {
        by = List.copyOf(by);
        voters = Set.copyOf(voters);
        barred = Set.copyOf(barred);
        owned = List.copyOf(owned);
    }

    /**
     * Changed files that have the same owners.
     *
     * @param file one of them
     */
    record Owned(Set<String> owners, String file) {
        Owned {
            owners = Set.copyOf(owners);
        }
    }

    /**
     * The last answer of an account.
     *
     * @param role what the account may do in the repository now
     */
    record Vote(GateAnswer answer, Optional<Role> role) {}

    /** Decides. Pure and total. One no is enough; whoever may not answer (any more) is not heard. */
    AnswerDecision decide(List<Vote> votes) {
        List<Vote> heard = votes.stream()
                .filter(vote -> vote.role()
                        .filter(role -> refusal(vote.answer().by(), role).isEmpty())
                        .isPresent())
                .toList();
        Optional<GateAnswer> no =
                heard.stream().map(Vote::answer).filter(answer -> !answer.yes()).findFirst();
        if (no.isPresent()) {
            return new AnswerDecision.Failed(
                    no.get().by() + " rejected" + no.get().why(), List.of(no.get()));
        }
        long counted = heard.stream()
                .filter(vote -> counts(vote.answer().by(), vote.role().orElse(Role.READ)))
                .count();
        Set<String> names = heard.stream().map(vote -> vote.answer().by()).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        if (counted < count) {
            missing.add((count - counted) + (counted == 0 ? " of " : " more of ") + asked());
        }
        owned.stream()
                .filter(files -> files.owners().stream().noneMatch(names::contains))
                .map(this::owner)
                .forEach(missing::add);
        List<GateAnswer> yes = heard.stream().map(Vote::answer).toList();
        if (missing.isEmpty()) {
            return new AnswerDecision.Passed(said(yes), yes);
        }
        return new AnswerDecision.Waiting(
                "waits for " + String.join(", and for ", missing) + (yes.isEmpty() ? "" : "; " + said(yes)));
    }

    /** Why somebody may not answer; empty: they may. Pure. */
    Optional<String> refusal(String name, Role role) {
        if (barred.contains(name)) {
            return Optional.of(
                    "you started or pushed this work, or work that lands with it; somebody else has to answer");
        }
        if (!BranchAction.ANSWER.allows(role)) {
            return Optional.of(
                    "answering needs the " + BranchAction.ANSWER.needs().word() + " role; you have " + role.word());
        }
        return counts(name, role) || owns(name)
                ? Optional.empty()
                : Optional.of("you are not among the people who can answer");
    }

    /** Who may answer, for a person to read. */
    String asks() {
        String owners = owned.stream()
                .flatMap(files -> files.owners().stream())
                .filter(name -> !barred.contains(name))
                .distinct()
                .sorted()
                .limit(MOST_NAMES)
                .collect(Collectors.joining(", "));
        return asked() + (owners.isEmpty() ? "" : ", and owners of what changes: " + owners);
    }

    /** Whether a yes is one of those that are counted, apart from what it says of files that somebody owns. */
    private boolean counts(String name, Role role) {
        return by.isEmpty() ? role.includes(Role.LAND) || owns(name) : voters.contains(name);
    }

    private boolean owns(String name) {
        return owned.stream().anyMatch(files -> files.owners().contains(name));
    }

    private String asked() {
        return by.isEmpty() ? "accounts with the land role" : String.join(", ", by);
    }

    private String owner(Owned files) {
        List<String> able = files.owners().stream()
                .filter(name -> !barred.contains(name))
                .sorted()
                .toList();
        return able.isEmpty()
                ? "an owner of " + files.file() + " who did not start or push this: nobody else owns it"
                : "an owner of " + files.file() + " ("
                        + able.stream().limit(MOST_NAMES).collect(Collectors.joining(", ")) + ")";
    }

    private static String said(List<GateAnswer> yes) {
        List<String> names = yes.stream().map(GateAnswer::by).toList();
        int last = names.size() - 1;
        return (last < 1 ? names.getFirst() : String.join(", ", names.subList(0, last)) + " and " + names.get(last))
                + " approved";
    }
}
