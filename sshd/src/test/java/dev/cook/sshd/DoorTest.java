package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class DoorTest {
    @Test
    void boundsEachAddressAndAllTogether() throws UnknownHostException {
        Door door = new Door(3, 2);
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress other = InetAddress.getByName("192.0.2.2");

        assertThat(door.enter(one)).isTrue();
        assertThat(door.enter(one)).isTrue();
        assertThat(door.enter(one)).isFalse();
        assertThat(door.enter(other)).isTrue();
        assertThat(door.enter(other)).isFalse();
        door.leave(one);
        assertThat(door.enter(other)).isTrue();
        assertThat(door.inside()).isEqualTo(3);
    }

    @Test
    void takesAnIpv6NetworkForOneAddress() throws UnknownHostException {
        Door door = new Door(10, 1);

        assertThat(door.enter(InetAddress.getByName("2001:db8::1"))).isTrue();
        assertThat(door.enter(InetAddress.getByName("2001:db8::2"))).isFalse();
        assertThat(door.enter(InetAddress.getByName("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void letsNobodyInOnceItIsShut() throws UnknownHostException {
        Door door = new Door(10, 10);
        door.shut();

        assertThat(door.enter(InetAddress.getByName("192.0.2.1"))).isFalse();
    }
}
