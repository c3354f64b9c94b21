package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.AccountId;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BallotTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Ballot TWO_COOKS =
            new Ballot(2, List.of("cooks"), Set.of("ben", "cleo", "ann"), Set.of("ann"), List.of());
    private static final Ballot ANYBODY = new Ballot(1, List.of(), Set.of(), Set.of("ann"), List.of());

    @Test
    void itPassesWhenAsManySaidYesAsAreAskedAndTellsWho() {
        AnswerDecision ruling = TWO_COOKS.decide(votes(yes("ben"), yes("cleo")));

        assertThat(ruling).isInstanceOf(AnswerDecision.Passed.class);
        assertThat(ruling.why()).isEqualTo("ben and cleo approved");
        assertThat(((AnswerDecision.Passed) ruling).answers())
                .extracting(GateAnswer::by)
                .containsExactly("ben", "cleo");
    }

    @Test
    void untilThenItTellsHowManyAreMissingAndWhoSaidYes() {
        assertThat(TWO_COOKS.decide(votes())).isEqualTo(new AnswerDecision.Waiting("waits for 2 of cooks"));
        assertThat(TWO_COOKS.decide(votes(yes("ben"))))
                .isEqualTo(new AnswerDecision.Waiting("waits for 1 more of cooks; ben approved"));
        assertThat(ANYBODY.decide(votes()))
                .isEqualTo(new AnswerDecision.Waiting("waits for 1 of accounts with the land role"));
    }

    @Test
    void whoStartedOrPushedTheWorkIsNotHeardWhateverTheirRole() {
        assertThat(ANYBODY.decide(votes(vote("ann", true, "", Role.ADMIN)))).isInstanceOf(AnswerDecision.Waiting.class);
        assertThat(ANYBODY.refusal("ann", Role.ADMIN).orElseThrow()).contains("you started or pushed this work");
    }

    @Test
    void oneNoIsEnoughAndSaysWhy() {
        AnswerDecision ruling = TWO_COOKS.decide(votes(yes("ben"), vote("cleo", false, "needs a test", Role.WRITE)));

        assertThat(ruling).isInstanceOf(AnswerDecision.Failed.class);
        assertThat(ruling.why()).isEqualTo("cleo rejected: needs a test");
    }

    @Test
    void aNoOfWhoIsNotAskedChangesNothing() {
        assertThat(TWO_COOKS.decide(votes(yes("ben"), yes("cleo"), vote("eve", false, "no", Role.ADMIN))))
                .isInstanceOf(AnswerDecision.Passed.class);
    }

    @Test
    void whoLostTheirRoleIsNotHeardAnyMore() {
        assertThat(TWO_COOKS.decide(votes(yes("ben"), vote("cleo", true, "", Role.READ))))
                .isInstanceOf(AnswerDecision.Waiting.class);
        assertThat(TWO_COOKS.decide(List.of(
                        new Ballot.Vote(answer(1, "ben", true, ""), Optional.of(Role.WRITE)),
                        new Ballot.Vote(answer(2, "cleo", true, ""), Optional.empty()))))
                .isInstanceOf(AnswerDecision.Waiting.class);
    }

    @Test
    void withoutNamesItTakesSomebodyWhoMayLand() {
        assertThat(ANYBODY.decide(votes(yes("ben")))).isInstanceOf(AnswerDecision.Waiting.class);
        assertThat(ANYBODY.decide(votes(vote("ben", true, "", Role.LAND)))).isInstanceOf(AnswerDecision.Passed.class);
    }

    @Test
    void eachOwnedFileTakesAYesOfOneOfItsOwners() {
        Ballot ballot = new Ballot(
                1,
                List.of("cooks"),
                Set.of("ben", "cleo"),
                Set.of("ann"),
                List.of(
                        new Ballot.Owned(Set.of("dan", "ann"), "db/schema.sql"),
                        new Ballot.Owned(Set.of("ben", "dan"), "docs/a.md")));

        assertThat(ballot.decide(votes(yes("ben"))).why())
                .isEqualTo("waits for an owner of db/schema.sql (dan); ben approved");
        assertThat(ballot.decide(votes(yes("dan"))).why()).isEqualTo("waits for 1 of cooks; dan approved");
        assertThat(ballot.decide(votes(yes("ben"), yes("dan")))).isInstanceOf(AnswerDecision.Passed.class);
        assertThat(ballot.refusal("dan", Role.WRITE)).isEmpty();
    }

    @Test
    void anOwnersYesIsOneOfThoseThatAreCountedWhereNobodyElseIsNamed() {
        Ballot ballot = new Ballot(
                1, List.of(), Set.of(), Set.of("ann"), List.of(new Ballot.Owned(Set.of("dan"), "db/schema.sql")));

        assertThat(ballot.decide(votes(yes("dan")))).isInstanceOf(AnswerDecision.Passed.class);
    }

    @Test
    void aFileThatOnlyWhoStartedTheWorkOwnsWaitsAndSaysSo() {
        Ballot ballot = new Ballot(
                1, List.of(), Set.of(), Set.of("ann"), List.of(new Ballot.Owned(Set.of("ann"), "db/schema.sql")));

        assertThat(ballot.decide(votes(vote("ben", true, "", Role.LAND))).why()).contains("nobody else owns it");
    }

    private record Said(String by, boolean yes, String comment, Role role) {}

    private static Said yes(String by) {
        return vote(by, true, "", Role.WRITE);
    }

    private static Said vote(String by, boolean yes, String comment, Role role) {
        return new Said(by, yes, comment, role);
    }

    private static List<Ballot.Vote> votes(Said... said) {
        List<Ballot.Vote> votes = new ArrayList<>();
        for (Said one : said) {
            votes.add(new Ballot.Vote(
                    answer(votes.size() + 1, one.by(), one.yes(), one.comment()), Optional.of(one.role())));
        }
        return votes;
    }

    private static GateAnswer answer(long id, String by, boolean yes, String comment) {
        return new GateAnswer(id, new GateRunId(1), new AccountId(id), by, yes, comment, Optional.empty(), NOON);
    }
}
