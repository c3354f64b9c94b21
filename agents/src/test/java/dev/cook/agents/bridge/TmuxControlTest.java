package dev.cook.agents.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TmuxControlTest {
    private static List<TmuxEvent> read(byte[] said) throws IOException {
        TmuxControl control = new TmuxControl(new ByteArrayInputStream(said));
        List<TmuxEvent> events = new ArrayList<>();
        for (Optional<TmuxEvent> event = control.next(); event.isPresent(); event = control.next()) {
            events.add(event.get());
        }
        return events;
    }

    private static List<TmuxEvent> read(String said) throws IOException {
        return read(said.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void outputBecomesThePanesBytesAgain() throws IOException {
        List<TmuxEvent> events = read("%output %12 a\\134b\\033[1mé\\015\\012 \\9 \\01\n");

        assertThat(events).singleElement().isInstanceOfSatisfying(TmuxEvent.Output.class, output -> {
            assertThat(output.pane()).isEqualTo("%12");
            assertThat(new String(output.bytes(), StandardCharsets.UTF_8)).isEqualTo("a\\b\u001b[1mé\r\n \\9 \\01");
        });
    }

    @Test
    void bytesThatAreNoTextStayTheSame() throws IOException {
        byte[] line = {'%', 'o', 'u', 't', 'p', 'u', 't', ' ', '%', '1', ' ', (byte) 0xff, (byte) 0x80, '\n'};

        assertThat(read(line)).singleElement().isInstanceOfSatisfying(TmuxEvent.Output.class, output -> assertThat(
                        output.bytes())
                .containsExactly(0xff, 0x80));
    }

    @Test
    void anAnswerHoldsItsLinesEvenIfTheyLookLikeNotices() throws IOException {
        List<TmuxEvent> events = read("""
                %begin 1700000000 5 1
                job-3
                %output %1 not really
                %end 1700000000 4 1
                %end 1700000000 5 1
                %begin 1700000001 6 0
                no such window
                %error 1700000001 6 0
                """);

        assertThat(events)
                .containsExactly(
                        new TmuxEvent.Reply(
                                true, true, List.of("job-3", "%output %1 not really", "%end 1700000000 4 1")),
                        new TmuxEvent.Reply(false, false, List.of("no such window")));
    }

    @Test
    void noticesOfWindowsAndOfTheEndAreUnderstood() throws IOException {
        assertThat(read("%window-add @3\n%layout-change @1 x\n%window-close @3\n%exit server exited\n"))
                .containsExactly(
                        new TmuxEvent.WindowsChanged(),
                        new TmuxEvent.WindowsChanged(),
                        new TmuxEvent.Exit("server exited"));
    }

    @Test
    void nonsenseAndEndlessLinesArePassedOver() throws IOException {
        String endless = "%output %1 " + "x".repeat(TmuxControl.LONGEST_LINE) + "\n";

        assertThat(read("hello\n\n%\n%output\n%output 3 x\n%output %x y\n%begin\n%begin a b c\n%end 1 1 1\n" + endless
                        + "%exit\n%exit"))
                .containsExactly(new TmuxEvent.Exit(""));
    }

    @Test
    void anEndlessAnswerIsCut() throws IOException {
        String said = "%begin 1 1 1\n" + "line\n".repeat(TmuxControl.MOST_REPLY_LINES + 10) + "%end 1 1 1\n";

        assertThat(read(said)).singleElement().isInstanceOfSatisfying(TmuxEvent.Reply.class, reply -> assertThat(
                        reply.lines())
                .hasSize(TmuxControl.MOST_REPLY_LINES));
    }

    @Test
    void noRandomBytesBreakTheReader() throws IOException {
        Random random = new Random(7);
        byte[] alphabet = "%begin end output 0123456789 1 \\\n\r".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 300; round++) {
            byte[] said = new byte[400];
            for (int i = 0; i < said.length; i++) {
                said[i] = random.nextInt(10) == 0
                        ? (byte) random.nextInt(256)
                        : alphabet[random.nextInt(alphabet.length)];
            }
            assertThat(read(said)).isNotNull();
        }
    }
}
