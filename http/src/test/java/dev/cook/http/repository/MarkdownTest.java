package dev.cook.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.RepoName;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    private static final MarkdownLinks LINKS = new MarkdownLinks(new RepoName("team/tea"), "main", "docs");

    private static String html(String text) {
        return Markdown.html(text, LINKS).orElseThrow();
    }

    @Test
    void whatPeopleWriteLooksAsItDoesElsewhere() {
        assertThat(html("# Tea & Co\n\nA *pot*, ~~cold~~ **hot**.\n\n- one\n- two\n"))
                .contains(
                        "<h1 id=\"doc-tea--co\">Tea &amp; Co</h1>", "<em>pot</em>", "<del>cold</del>", "<li>one</li>");
        assertThat(html("| a | b |\n|---|--:|\n| 1 | 2 |\n"))
                .contains("<table>", "<th>a</th>", "<td align=\"right\">2</td>");
        assertThat(html("```java\nint a = 1 < 2;\n```\n"))
                .contains("<code class=\"language-java\">int a &#61; 1 &lt; 2;");
        assertThat(html("https://example.org/x")).contains("<a href=\"https://example.org/x\" rel=\"nofollow\">");
        assertThat(html("<p align=\"center\"><kbd>x</kbd></p><details><summary>s</summary>t</details>"))
                .contains("<p align=\"center\">", "<kbd>x</kbd>", "<summary>s</summary>");
        assertThat(html("# a\n# a\n")).contains("doc-a\"", "doc-a-1\"");
    }

    @Test
    void relativeLinksAndImagesLeadIntoTheRepositoryAtThatRef() {
        assertThat(html("[x](more.md#Some-Part)")).contains("href=\"/team/tea/-/files/main/docs/more.md#Some-Part\"");
        assertThat(html("[x](../src/a%20b.c)")).contains("href=\"/team/tea/-/files/main/src/a%20b.c\"");
        assertThat(html("[x](/LICENSE?raw=1)")).contains("href=\"/team/tea/-/files/main/LICENSE\"");
        assertThat(html("[x](#Part-One)")).contains("href=\"#doc-part-one\"");
        assertThat(html("![pot](pot.png)")).contains("<img src=\"/team/tea/-/raw/main/docs/pot.png\" alt=\"pot\" />");
        assertThat(html("[x](../../../etc/passwd)")).doesNotContain("href");
        assertThat(html("<a href=\"../x\">y</a>")).contains("href=\"/team/tea/-/files/main/x\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x](java\tscript:alert(1))",
                "[x](<java\nscript:alert(1)>)",
                "[x](\u0001javascript:alert(1))",
                "[x](&#106;avascript:alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD4=)",
                "[x](vbscript:x)",
                "<javascript:alert(1)>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a href='&#x6a;avascript:alert(1)'>x</a>",
                "[x]: javascript:alert(1)\n\n[x]",
                "![x](javascript:alert(1))",
                "<script>alert(1)</script>",
                "<scr<script>ipt>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<img src=\"x\" style=\"position:fixed\">",
                "<svg onload=alert(1)><script>alert(1)</script></svg>",
                "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
                "<iframe src=\"/logout\"></iframe>",
                "<form action=/logout method=post><button>x</button></form>",
                "<style>*{display:none}</style>",
                "<link rel=stylesheet href=x>",
                "<meta http-equiv=refresh content=0;url=//evil>",
                "<base href=//evil>",
                "<div id=main class=skip hx-get=/logout hx-trigger=load>x</div>",
                "<a href=x hx-post=/logout target=_blank onclick=alert(1)>x</a>",
                "`<script>alert(1)</script>`",
                "```\"><script>alert(1)</script>\nx\n```",
                "<h1 id=live>x</h1>",
                "<!--<script>--><script>alert(1)</script>",
                "<![CDATA[<script>alert(1)</script>]]>",
                "<object data=x></object><embed src=x><video src=x onerror=alert(1)><audio src=x>",
                "<input autofocus onfocus=alert(1)><textarea><select>"
            })
    void nothingInItCanRunOrReachThePage(String text) {
        String html = html(text);
        String tags = String.join(" ", tags(html));
        assertThat(tags)
                .as(html)
                .doesNotContainIgnoringCase("script")
                .doesNotContainIgnoringCase("data:")
                .doesNotContain(" on", "onerror", "hx-", "style", "target", "svg", "math", "iframe", "form", "input")
                .doesNotContain(
                        "<meta", "<base", "<link", "<object", "<embed", "<video", "\"live\"", "\"main\"", "skip");
    }

    /** All that a browser would take for a tag. */
    private static List<String> tags(String html) {
        return Pattern.compile("<[^>]*>")
                .matcher(html)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void anImageFromElsewhereIsNotLoaded() {
        for (String address : List.of(
                "https://evil.example/pixel.png",
                "//evil.example/p.png",
                "\\\\evil.example/p.png",
                "/\\evil.example/p.png",
                "data:image/png;base64,AAAA",
                "ht\ttps://evil.example/p")) {
            assertThat(html("![x](<" + address + ">)").replace("src=\"/team/tea/-/raw/main", ""))
                    .as(address)
                    .doesNotContain("src=", "data:");
            assertThat(html("<img src='" + address + "'>").replace("src=\"/team/tea/-/raw/main", ""))
                    .as(address)
                    .doesNotContain("src=", "data:");
            assertThat(LINKS.image(address).filter(to -> !to.startsWith("/team/tea/-/raw/main/")))
                    .as(address)
                    .isEmpty();
            assertThat(LINKS.link(address)
                            .filter(to -> !to.startsWith("/team/tea/-/files/main/") && !to.startsWith("https://")))
                    .as(address)
                    .isEmpty();
        }
    }

    @Test
    void aTextThatIsMadeToBeDeepOrSlowEndsSoon() {
        for (String hostile : List.of(
                "*a ".repeat(60_000),
                "[".repeat(200_000),
                "![".repeat(100_000),
                ">".repeat(200_000),
                "- ".repeat(100_000),
                "*".repeat(100_000) + "a" + "*".repeat(100_000),
                "<div>".repeat(50_000),
                "`".repeat(100_000) + "a",
                "| a ".repeat(50_000) + "\n" + "|---".repeat(50_000) + "\n",
                "[a](".repeat(50_000),
                "<".repeat(200_000),
                "&".repeat(200_000),
                "\\".repeat(200_000),
                "http://".repeat(30_000))) {
            long start = System.nanoTime();
            Optional<String> html = Markdown.html(hostile, LINKS);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertThat(millis).as(hostile.substring(0, 10)).isLessThan(20_000);
            html.ifPresent(text -> assertThat(text).hasSizeLessThan(20 * hostile.length() + 1000));
        }
    }
}
