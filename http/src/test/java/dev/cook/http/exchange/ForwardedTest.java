package dev.cook.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "192.0.2.9 | - | 192.0.2.9",
                "192.0.2.9 | 198.51.100.7 | 192.0.2.9",
                "10.0.0.1 | - | 10.0.0.1",
                "10.0.0.1 | 198.51.100.7 | 198.51.100.7",
                "10.0.0.1 | 203.0.113.5, 198.51.100.7 | 198.51.100.7",
                "10.0.0.1 | 203.0.113.5, 198.51.100.7, 10.0.0.2 | 198.51.100.7",
                "10.0.0.1 | 198.51.100.7:4711 | 198.51.100.7",
                "10.0.0.1 | 2001:db8::7 | 2001:db8::7",
                "10.0.0.1 | [2001:db8::7]:443 | 2001:db8::7",
                "10.0.0.1 | unknown | 10.0.0.1",
                "10.0.0.1 | 198.51.100.7, example.org | 10.0.0.1",
                "10.0.0.1 | 198.51.100.7, | 10.0.0.1",
                "10.0.0.1 | 999.1.1.1 | 10.0.0.1"
            })
    void theClientIsTheLastWhoIsNoProxy(String remote, String header, String client) {
        assertThat(Forwarded.client(
                        InetAddress.ofLiteral(remote), Optional.ofNullable(header), address -> address.getHostAddress()
                                .startsWith("10.")))
                .isEqualTo(InetAddress.ofLiteral(client));
    }
}
