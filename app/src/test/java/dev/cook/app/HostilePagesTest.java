package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.app.Chromium.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody writes whatever a page shows, to fool its readers or their browsers: names, prompts, logs, Markdown, SVG, test reports,
 * reasons, comments. Each page is opened on a phone; a new way is a new line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostilePagesTest {
    /** What turns the order of letters around, hides, or ends a line elsewhere; and markup that would run. */
    private static final String WORDS = """
            bidi=$(printf '\\342\\200\\256\\342\\201\\246\\342\\200\\213\\342\\200\\217')
            html='</pre></td></table></section></main><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"onfocus=alert(4) autofocus="'
            wide=$(head -c 3000 /dev/zero | tr '\\0' W)
            line() { head -c 1040000 /dev/zero | tr '\\0' "$1"; echo; }
            """;

    private static final String OUTPUT = WORDS + """
            printf '%s%s\\n%s\\n' "$html" "$bidi" "$wide"
            printf '\\033]0;title\\007\\033]8;;javascript:alert(5)\\033\\\\link\\033]8;;\\033\\\\\\033[2J\\033[9999Cright\\r\\b\\b\\033P+q\\033\\\\\\n'
            line M
            """;

    private static final String ASKS = """
            #!/bin/sh
            %s
            cook ask "$html $wide"
            """.formatted(OUTPUT);

    private static final String BUSY = """
            #!/bin/sh
            %s
            exec tail -f /dev/null
            """.formatted(OUTPUT);

    /** A gate that fails with the words of its branch, and names its tests. */
    private static final String GATE = """
            %s
            mkdir -p reports
            name=$(printf '%%s' "$html $bidi $wide" | sed 's/&/\\&amp;/g; s/</\\&lt;/g; s/"/\\&quot;/g')
            printf '<testsuite name="s"><testcase classname="%%s" name="%%s"><failure message="%%s">%%s</failure></testcase></testsuite>' \\
              "$name" "$name" "$name" "$name" >reports/TEST-s.xml
            exit "$(cat status 2>/dev/null || echo 0)"
            """.formatted(OUTPUT);

    private static final String CONFIG = """
            [[gates]]
            name = "brew"
            command = "sh gate # <script>alert(6)</script>"
            reports = ["reports/*.xml"]
            """;

    private static final String README = WORDS + """
            { printf '# %s\\n\\n' "$html"
              printf '[a](javascript:alert(7)) [b](data:text/html,x) [c](//example.org/x) ![d](picture.svg) ![e](https://example.org/e.png)\\n\\n'
              printf '%s\\n\\n' "$bidi" "$wide" "$html"
              printf '<div style="position:fixed;width:9999px" onclick="alert(8)">x</div><table><tr>'
              for i in $(seq 60); do printf '<td>%s</td>' WWWWWWWW; done
              printf '</tr></table>\\n\\n    %s\\n' "$wide"; } >README.md
            """;

    /** Names of files, commits and their authors; the history has a commit whose subject fills a megabyte. */
    private static final String HISTORY = README + """
            cat >picture.svg <<'SVG'
            <svg xmlns="http://www.w3.org/2000/svg" onload="alert(9)"><script>alert(10)</script><foreignObject><img src="x" onerror="alert(11)"/></foreignObject></svg>
            SVG
            printf 'x\\n' >'<img src=x onerror=alert(12)>.txt'
            printf 'x\\n' >"$(printf 'invoice\\342\\200\\256fdp.exe')"
            printf 'x\\n' >"$(printf 'two\\nlines')"
            printf 'x\\n' >"'\\"onmouseover=alert(13) x='.md"
            printf 'x\\n' >"$(head -c 240 /dev/zero | tr '\\0' W)"
            printf 'x\\n' >"$(printf 'not-utf8-\\377')"
            printf 'diff --git a/x b/x\\n--- a/x\\n+++ b/x\\n@@ -1 +1 @@\\n-%s\\n+%s\\n' "$html" "$bidi" >spoof.diff
            line L >one-line.js
            printf '%s\\n%s\\n' "$html" "$bidi" >code.java
            git add -A
            GIT_AUTHOR_NAME="<script>alert(14)</script>$bidi$wide" GIT_AUTHOR_EMAIL='"><svg/onload=alert(15)>' \\
              git -c core.quotePath=false commit -q -F - <<MESSAGE
            $html$bidi$wide

            $html
            $bidi
            $wide
            MESSAGE
            line S | git commit -q --allow-empty -F -
            git tag -a -m "$html$bidi" "<svg/onload=alert(16)>"
            """;

    /** Ends of names, as no part of one begins with a dash or a dot. */
    private static final String NAMED = "<img/src=x/onerror=alert(17)>";

    private static final String WIDE_NAME = "W".repeat(190);

    /** The page was not broken open, and nothing on it does anything of its own. */
    private static final String FAULTS = """
            () => {
              const faults = [];
              const all = [...document.querySelectorAll('*')];
              for (const each of all) {
                for (const { name, value } of each.attributes) {
                  if (name.startsWith('on')) faults.push(`${each.tagName} has ${name}`);
                  if (/^\\s*(javascript|data|vbscript):/i.test(value) && !/^data:image\\//.test(value)) faults.push(`${each.tagName} ${name}=${value.slice(0, 40)}`);
                }
                if (each.tagName === 'SCRIPT' && !each.src) faults.push('a script in the page');
                if (/^(IFRAME|OBJECT|EMBED|BASE|FOREIGNOBJECT)$/i.test(each.tagName)) faults.push(each.tagName);
                if (each.src && new URL(each.src, location).origin !== location.origin && !each.src.startsWith('data:image/')) faults.push(each.src);
              }
              const count = (what) => document.querySelectorAll(what).length;
              if (count('main') !== 1 || count('body > main') !== 1) faults.push('main is not where it was');
              if (count('header') !== 1) faults.push('headers');
              const texts = [document.title, document.body.innerText,
                ...all.flatMap((each) => ['aria-label', 'title', 'alt'].map((name) => each.getAttribute(name) ?? ''))];
              for (const text of texts) {
                const found = /[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]/.exec(text);
                if (found) faults.push(`U+${found[0].charCodeAt(0).toString(16)} after ${text.slice(Math.max(0, found.index - 30), found.index)}`);
              }
              return [...new Set(faults)];
            }
            """;

    private BrowserServer cook;
    private Person ada;
    private Path work;

    @BeforeAll
    void open() throws Exception {
        cook = BrowserServer.open(Map.of("asks", ASKS, "busy", BUSY));
        ada = cook.ada();
        work = ada.repository("tea");
        Files.writeString(work.resolve("gate"), GATE);
        ada.commit(work, "cook.toml", CONFIG);
        ada.git(work, "add", "gate").ok();
        ada.shell(work, HISTORY).ok();
        ada.git(work, "push", "-q", "--follow-tags", ada.url("tea"), "main").ok();
        branch("fails", "echo 1 >status; line F >one-line.js; printf 'y %s\\n' \"$html$bidi\" >code.java", "land=auto");
        branch(NAMED, "echo 0 >ok", "land=ask");
        branch(WIDE_NAME, "echo 0 >wide", "land=auto");
        task("asks", "agent=asks");
        task("busy", "agent=busy");
        shown("fails", "gate brew failed");
        shown(NAMED, "gate brew passed");
        shown(WIDE_NAME, "landed on main");
        shown("asks", "</main><script>");
        ada.shell(
                        work,
                        WORDS + "git commit -q --amend -m \"$html$bidi\"; git push -q -f " + ada.url("tea")
                                + " HEAD:refs/heads/fails")
                .ok();
        // What people say goes through the words of a command, as they type it.
        String html = "'<script>alert(18)</script><img/src=x/onerror=alert(19)>" + "W".repeat(120) + "'";
        ada.ssh("branch", "hold", "tea", "fails", "--reason", html).ok();
        ada.ssh("branch", "comment", "tea", "fails", "code.java:1", html).ok();
        ada.ssh("token", "create", "--label", html, "--scope", "read", "--expires", "1d")
                .ok();
        ada.ssh("branch", "abandon", "tea", "busy", "--reason", html).ok();
    }

    @AfterAll
    void close() throws Exception {
        if (cook != null) {
            cook.close();
        }
    }

    private void branch(String name, String changes, String option) throws Exception {
        ada.git(work, "checkout", "-q", "-B", "work", "main").ok();
        ada.shell(
                        work,
                        WORDS + changes + "\ngit add -A; git commit -q -m \"$html\"; git push -q " + ada.url("tea")
                                + " 'HEAD:refs/heads/" + name + "' -o " + option)
                .ok();
    }

    /** A prompt that is markup, and wider than any screen. */
    private void task(String name, String agent) throws Exception {
        ada.shell(
                        work,
                        WORDS + "git push -q " + ada.url("tea") + " main:refs/heads/" + name + " -o " + agent
                                + " -o \"prompt=$html $wide\"")
                .ok();
    }

    private void shown(String branch, String text) {
        ada.until(
                branch + ": " + text,
                () -> ada.ssh("branch", "show", "tea", "'" + branch + "'").out().contains(text));
    }

    @Test
    void nothingThatPeopleOrAgentsWriteRunsHidesOrBreaksAPage() throws Exception {
        try (Tab tab = cook.tab(ada, Window.PHONE)) {
            Set<String> kinds = new Crawl(tab, 8).from("/", url -> {
                assertThat((List<?>) tab.page().evaluate(FAULTS)).as(url).isEmpty();
                Usability.doesNotScrollSideways(tab.page());
                assertThat(tab.complaintsOfThePage()).as(url).isEmpty();
            });

            assertThat(kinds)
                    .as("pages that there are")
                    .contains(
                            "/",
                            "/tea",
                            "/branches?life",
                            "/branches?diff&life",
                            "/-/files",
                            "/-/history",
                            "/-/commit",
                            "/-/blame",
                            "/-/branches",
                            "/-/tags",
                            "/-/gates",
                            "/_/costs",
                            "/_/new",
                            "/_/output/N");
        }
    }
}
