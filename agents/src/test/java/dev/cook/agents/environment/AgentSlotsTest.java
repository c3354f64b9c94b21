package dev.cook.agents.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.EnvironmentId;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AgentSlotsTest {
    private static EnvironmentId id(long number) {
        return new EnvironmentId(number);
    }

    private static AgentSlots.Turn begun(long number, String account) {
        return new AgentSlots.Turn(id(number), account, true);
    }

    private static AgentSlots.Turn waiting(long number, String account) {
        return new AgentSlots.Turn(id(number), account, false);
    }

    @Test
    void whoWaitsLongestGetsAPlaceThatIsFree() {
        AgentSlots places = AgentSlots.of(List.of(begun(1, "ann"), waiting(2, "bob"), waiting(3, "cleo")), 2);

        assertThat(places.may()).containsExactlyInAnyOrder(id(1), id(2));
        assertThat(places.waits())
                .containsOnly(Map.entry(
                        id(3),
                        "for a slot: 2 agents are at work, 0 of them for cleo, limits.sessions is 2; it is the next"));
    }

    @Test
    void whoAsksForMuchDoesNotKeepTheOthersOut() {
        List<AgentSlots.Turn> turns = Stream.concat(
                        LongStream.range(1, 10)
                                .mapToObj(number -> number < 3 ? begun(number, "ann") : waiting(number, "ann")),
                        Stream.of(waiting(20, "bob"), waiting(21, "bob"), waiting(22, "cleo")))
                .toList();

        AgentSlots places = AgentSlots.of(turns, 5);

        assertThat(places.may()).containsExactlyInAnyOrder(id(1), id(2), id(20), id(22), id(21));
        assertThat(places.waits().get(id(3))).endsWith("2 of them for ann, limits.sessions is 5; it is the next");
        assertThat(places.waits().get(id(9))).endsWith("; 6 before it wait too");
    }

    @Test
    void whatHasBegunGoesOnWhenThereAreFewerPlaces() {
        AgentSlots places = AgentSlots.of(List.of(begun(1, "ann"), begun(2, "ann"), waiting(3, "bob")), 0);

        assertThat(places.may()).containsExactlyInAnyOrder(id(1), id(2));
        assertThat(places.waits()).containsOnlyKeys(id(3));
    }
}
