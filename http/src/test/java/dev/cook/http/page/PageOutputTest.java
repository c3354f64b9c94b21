package dev.cook.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.output.StringOutput;
import org.junit.jupiter.api.Test;

class PageOutputTest {
    private static String link(String base, String address) {
        StringOutput out = new StringOutput();
        PageOutput page = new PageOutput(out, base);
        page.writeContent("<a class=\"x\" href=\"");
        page.setContext("a", "href");
        page.writeUserContent(address);
        page.setContext("a", null);
        page.writeContent("\">");
        page.setContext("a", null);
        page.writeUserContent(address);
        page.writeContent("</a>");
        return out.toString();
    }

    @Test
    void addressesOfThisServerBeginWithThePathOfTheProxyAndNoOthersDo() {
        assertThat(link("/cook", "/tea")).isEqualTo("<a class=\"x\" href=\"/cook/tea\">/tea</a>");
        assertThat(link("", "/tea")).isEqualTo("<a class=\"x\" href=\"/tea\">/tea</a>");
        assertThat(link("/cook", "//example.org")).contains("href=\"//example.org\"");
        assertThat(link("/cook", "https://example.org/")).contains("href=\"https://example.org/\"");
        assertThat(link("/cook", "?page=2")).contains("href=\"?page=2\"");
    }

    @Test
    void onlyTheBeginningOfAnAddressIsOne() {
        StringOutput out = new StringOutput();
        PageOutput page = new PageOutput(out, "/cook");
        page.writeContent("<a href=\"/_/new\"><form action=\"/\"><b title=\"/x\"></b><input value=\"");
        page.setContext("input", "value");
        page.writeUserContent("/tea");
        page.setContext("input", null);
        page.writeContent("\"><p hx-get=\"?at=");
        page.setContext("p", "hx-get");
        page.writeUserContent("/tea");
        page.setContext("p", null);
        page.writeContent("\">");
        page.setContext("p", null);
        page.writeUserContent("href=\"/x\"");

        assertThat(out.toString())
                .startsWith(
                        "<a href=\"/cook/_/new\"><form action=\"/cook/\"><b title=\"/x\"></b><input value=\"/tea\">")
                .contains("hx-get=\"?at=/tea\"")
                .endsWith("href=\"/x\"");
    }

    @Test
    void textLosesWhatHidesOrTurnsItAndAFormsValueDoesNot() {
        StringOutput out = new StringOutput();
        PageOutput page = new PageOutput(out, "");
        page.writeContent("<p title=\"");
        page.setContext("p", "title");
        page.writeUserContent("a\u202eb");
        page.setContext("p", null);
        page.writeContent("\">");
        page.setContext("p", null);
        page.writeUserContent("a\u202e\u0000b\r\nc\td \u0645\u06cc\u200c\u062e");
        page.writeContent("<input value=\"");
        page.setContext("input", "value");
        page.writeUserContent("a\u202eb");

        assertThat(out.toString())
                .isEqualTo(
                        "<p title=\"a\ufffdb\">a\ufffd\ufffdb\nc\td \u0645\u06cc\u200c\u062e<input value=\"a\u202eb");
    }
}
