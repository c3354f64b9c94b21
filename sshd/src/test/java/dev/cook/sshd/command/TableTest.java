package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndNothingDrawsOnTheTerminal() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);

        new Table("ID", "NAME").row(1, "a\033[31mb").row(1000, "x\ny").print(out, false);

        assertThat(text).hasToString("ID    NAME\n1     a\uFFFD[31mb\n1000  x y\n");
    }
}
