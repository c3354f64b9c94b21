package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConnectionLimiterTest {
    private final List<String> turnedOut = new ArrayList<>();

    /** Three strangers, three people, two of them from one address. */
    private final ConnectionLimiter limiter =
            new ConnectionLimiter(SshLimits.standard().with(3, 2, 3, Duration.ofMinutes(1)));

    private ConnectionLimiter.Guest enter(String address) {
        return enter(address, address, false);
    }

    private ConnectionLimiter.Guest enter(String name, String address, boolean fromSandbox) {
        try {
            return limiter.enter(InetAddress.getByName(address), fromSandbox, () -> turnedOut.add(name))
                    .orElseThrow();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private boolean isPerson(String address) {
        return limiter.prove(enter(address), "key", false).isEmpty();
    }

    @Test
    void boundsPeopleByAddressAndAllTogether() {
        assertThat(isPerson("192.0.2.1")).isTrue();
        assertThat(isPerson("192.0.2.1")).isTrue();
        assertThat(isPerson("192.0.2.1")).isFalse();
        assertThat(isPerson("192.0.2.2")).isTrue();
        assertThat(isPerson("192.0.2.3")).isFalse();
    }

    @Test
    void someoneWhoLeftDoesNotCount() {
        ConnectionLimiter.Guest first = enter("192.0.2.1");
        assertThat(limiter.prove(first, "key", false)).isEmpty();
        assertThat(isPerson("192.0.2.1")).isTrue();
        limiter.leave(first);
        assertThat(isPerson("192.0.2.1")).isTrue();
        assertThat(limiter.inside()).isEqualTo(2);
    }

    @Test
    void aStrangerTooManyTurnsOutTheOneWhoIsSilentLongest() {
        enter("oldest", "192.0.2.1", false);
        enter("older", "192.0.2.1", false);
        enter("other", "192.0.2.2", false);
        enter("192.0.2.3");
        assertThat(turnedOut).containsExactly("oldest");
        enter("192.0.2.3");
        assertThat(turnedOut).hasSize(2);
    }

    @Test
    void aFloodFromOneAddressTurnsOutItselfAndNobodyElse() {
        enter("patient", "192.0.2.2", false);
        for (int i = 0; i < 100; i++) {
            enter("flood", "192.0.2.1", false);
        }
        assertThat(turnedOut).hasSize(98).doesNotContain("patient");
    }

    @Test
    void whoWasTurnedOutDoesNotProveAnythingAnyMore() {
        ConnectionLimiter.Guest early = enter("192.0.2.1");
        enter("192.0.2.1");
        enter("192.0.2.1");
        enter("192.0.2.1");
        assertThat(limiter.prove(early, "key", false)).contains("this connection is closing");
    }

    @Test
    void environmentsAreCountedByTheirKeysAndTakeNoPlaceOfPeopleOrStrangers() {
        int each = SshLimits.standard().connectionsPerEnvironment();
        for (int i = 0; i < each; i++) {
            assertThat(limiter.prove(enter("inside", "127.0.0.1", true), "one", true))
                    .isEmpty();
        }
        assertThat(limiter.prove(enter("inside", "127.0.0.1", true), "one", true))
                .contains("too many connections from this environment");
        assertThat(limiter.prove(enter("127.0.0.1"), "two", true)).isEmpty();
        assertThat(isPerson("127.0.0.1")).isTrue();
        assertThat(turnedOut).isEmpty();
    }

    @Test
    void takesAnIpv6NetworkForOneAddress() {
        assertThat(isPerson("2001:db8::1")).isTrue();
        assertThat(isPerson("2001:db8::2")).isTrue();
        assertThat(isPerson("2001:db8::3")).isFalse();
        assertThat(isPerson("2001:db8:0:1::1")).isTrue();
    }

    @Test
    void letsNobodyInOnceItIsShut() throws UnknownHostException {
        limiter.shut();
        assertThat(limiter.enter(InetAddress.getByName("192.0.2.1"), false, () -> {}))
                .isEqualTo(Optional.empty());
    }
}
