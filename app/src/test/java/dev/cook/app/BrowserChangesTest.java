package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.cook.app.Chromium.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Somebody reads in a browser what a branch changes, before they let it land; the branch holds what would fool them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserChangesTest {
    /** A picture of one pixel. */
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static final String CHANGED = "/tea/branches/changed?diff=unified";

    /** More files than one window holds. */
    private static final int MANY = 90;

    private BrowserServer cook;
    private Person ada;

    @BeforeAll
    void open() throws Exception {
        cook = BrowserServer.open();
        ada = cook.ada();
        Path work = ada.repository("tea");
        ada.commit(work, "brew.py", "def brew(water):\n    return cold(water)\n");
        ada.commit(work, "old-name", "a pot\nof tea\nfor two\n");
        ada.git(work, "push", "-q", ada.url("tea"), "main").ok();

        ada.git(work, "checkout", "-q", "-b", "changed").ok();
        ada.commit(work, "brew.py", "def brew(water):\n    return hot(water)\n");
        ada.git(work, "mv", "old-name", "new-name").ok();
        Files.write(work.resolve("pot.png"), PIXEL);
        Files.write(work.resolve("pot.bin"), new byte[] {0, 1, 2, 3});
        Files.writeString(work.resolve("package-lock.json"), "{\"locked\": true}\n");
        Files.writeString(work.resolve(SampleWork.HTML.substring(0, 8) + ".js"), SampleWork.HTML + "\n");
        Files.writeString(work.resolve("trojan.c"), "/*\u202e } \u2066if (admin)\u2069 begin */\n");
        Files.write(work.resolve("latin"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        ada.git(work, "add", "-A").ok();
        ada.git(work, "commit", "-q", "-m", "Add what may fool " + SampleWork.HTML)
                .ok();
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/changed").ok();

        ada.git(work, "checkout", "-q", "-b", "many", "main").ok();
        for (int i = 0; i < MANY; i++) {
            Files.writeString(work.resolve("f%02d".formatted(i)), "file %d\n".formatted(i));
        }
        ada.git(work, "add", "-A").ok();
        ada.git(work, "commit", "-q", "-m", "Add many").ok();
        ada.git(work, "push", "-q", ada.url("tea"), "HEAD:refs/heads/many").ok();
    }

    @AfterAll
    void close() throws Exception {
        if (cook != null) {
            cook.close();
        }
    }

    @Test
    void aBranchesPageLeadsToItsChangesAndTheyHideNothing() throws Exception {
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            tab.open("/tea/branches/changed");
            tab.page().getByText("Changes").click();
            tab.until("8 files");

            assertThat(file(tab, "brew.py").locator("mark").allInnerTexts()).containsExactly("cold", "hot");
            assertThat(file(tab, "brew.py").innerText()).contains("@@ -1,2 +1,2 @@");
            assertThat(file(tab, "new-name").innerText())
                    .contains("old-name → new-name", "renamed", "content is the same");
            assertThat(file(tab, "pot.png")
                            .locator("img")
                            .evaluate("image => image.decode().then(() => image.naturalWidth)"))
                    .isEqualTo(1);
            assertThat(file(tab, "pot.bin").innerText()).contains("Binary file, 4 bytes");
            assertThat(file(tab, "trojan.c").innerText())
                    .contains("U+202E", "U+2066", "U+2069")
                    .doesNotContain("\u202e", "\u2066");
            assertThat(file(tab, "latin").innerText()).contains("caf");
            assertThat(tab.text()).contains(SampleWork.HTML).doesNotContain("\u202e");
            assertThat(tab.page()
                            .locator("main script:not([src]), main img[src=x]")
                            .count())
                    .isZero();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aFoldedFileOpensByKeyboardWithoutLeavingThePage() throws Exception {
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            tab.open(CHANGED);
            Locator lock = file(tab, "package-lock.json");
            assertThat(lock.innerText()).contains("lock file").doesNotContain("locked");
            lock.locator("summary").focus();
            tab.page().keyboard().press("Enter");
            lock.getByText("\"locked\": true").waitFor();
            assertThat(tab.isTheSamePage()).isTrue();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void oneCommitAloneSideBySideAndWithoutBlanks() throws Exception {
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            tab.open(CHANGED);
            tab.page().getByText("2 commits").click();
            tab.page().locator(".commits a").last().click();
            tab.until("1 file");
            assertThat(tab.page().locator(".file").count()).isEqualTo(1);
            tab.page().getByText("Side by side").click();
            tab.page().locator("table.split").waitFor();
            assertThat(tab.page().locator("table.split tr:has(mark) td.code").allInnerTexts())
                    .containsExactly("    return cold(water)", "    return hot(water)");
            tab.page().getByText("Hide whitespace changes").click();
            tab.until("Show whitespace changes");
            assertThat(tab.page().url()).contains("diff=split", "&w", "&commit=");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aLargeChangeComesInWindowsWithAndWithoutScripts() throws Exception {
        try (Tab tab = cook.tab(ada, Window.PHONE)) {
            tab.open("/tea/branches/many?diff=unified");
            Locator last = tab.page().locator("#file-" + (MANY - 1));
            assertThat(last.count()).isZero();
            for (int window = 1; window <= 2; window++) {
                tab.page().locator("p.more[hx-get]").scrollIntoViewIfNeeded();
                tab.page().locator("#file-" + 40 * window).waitFor();
            }
            assertThat(last.innerText()).contains("file 89");
            assertThat(tab.page().locator(".file").count()).isEqualTo(MANY);
            assertThat(tab.isTheSamePage()).isTrue();

            String next = (String) tab.page()
                    .evaluate("() => fetch(location.href).then(answer => answer.text()).then(text => new DOMParser()"
                            + ".parseFromString(text, 'text/html').querySelector('p.more a').getAttribute('href'))");
            assertThat(tab.open(next)).isEqualTo(200);
            assertThat(tab.page().locator("#file-40").count()).isEqualTo(1);
            tab.page().getByText("All files").waitFor();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void whoMayNotReadTheRepositorySeesNothingAndWrongPlacesAreSaid() throws Exception {
        Person eve = cook.cook().newcomer("eve");
        try (Tab tab = cook.tab(eve, Window.DESK)) {
            assertThat(tab.open(CHANGED)).isEqualTo(404);
            assertThat(tab.text()).doesNotContain("brew.py");
        }
        try (Tab tab = cook.tab(ada, Window.DESK)) {
            assertThat(tab.open(CHANGED + "&commit=" + "a".repeat(40))).isEqualTo(404);
            assertThat(tab.open(CHANGED + "&file=99")).isEqualTo(404);
            assertThat(tab.open(CHANGED + "&from=99999")).isEqualTo(404);
            assertThat(tab.open(CHANGED + "&tip=" + "a".repeat(40))).isEqualTo(409);
            tab.until("The branch has changed");
            assertThat(tab.open(CHANGED + "&commit=no&file=-1&from=x")).isEqualTo(200);
        }
    }

    private static Locator file(Tab tab, String path) {
        Locator file = tab.page().locator(".file[aria-label='" + path + "']");
        file.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        return file;
    }
}
