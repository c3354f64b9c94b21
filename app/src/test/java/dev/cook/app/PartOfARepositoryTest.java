package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clones that leave out history or files, and fetch what they need when they need it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartOfARepositoryTest {
    private static final String REPO = "thing";

    private final TestServer cook;
    private final Person ada;
    private Path work = Path.of("");

    PartOfARepositoryTest() throws IOException, InterruptedException {
        cook = TestServer.start();
        ada = cook.admin();
    }

    @BeforeAll
    void threeCommits() throws Exception {
        work = ada.repository(REPO);
        ada.git(work, "remote", "add", "origin", ada.url(REPO)).ok();
        ada.commit(work, "file", "two\n");
        ada.commit(work, "other", "three\n");
        ada.git(work, "push", "-q", "origin", "main").ok();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    private Path clone(String name, String... options) throws Exception {
        Path clone = ada.home().resolve(name);
        String[] words = new String[options.length + 4];
        words[0] = "clone";
        words[1] = "-q";
        System.arraycopy(options, 0, words, 2, options.length);
        words[words.length - 2] = ada.url(REPO);
        words[words.length - 1] = clone.toString();
        ada.git(ada.home(), words).ok();
        return clone;
    }

    private String commits(Path clone) throws Exception {
        return ada.git(clone, "rev-list", "--count", "HEAD").ok().said();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blob:none", "blob:limit=1", "tree:0"})
    void aPartialCloneFetchesWhatItLeftOut(String filter) throws Exception {
        Path clone = clone("partial-" + filter.replaceAll("\\W", "-"), "--filter=" + filter);

        assertThat(clone.resolve("other")).hasContent("three\n");
        assertThat(commits(clone)).isEqualTo("3");
        assertThat(ada.git(clone, "show", "HEAD~2:file").ok().said()).isEqualTo("one");
    }

    @Test
    void aShallowCloneIsPartialAsWellIfAsked() throws Exception {
        Path clone = clone("shallow-partial", "--depth=1", "--filter=blob:none");

        assertThat(clone.resolve("file")).hasContent("two\n");
        assertThat(commits(clone)).isEqualTo("1");
    }

    @Test
    void aShallowCloneGrowsAndPushes() throws Exception {
        Path clone = clone("shallow", "--depth=2");
        assertThat(commits(clone)).isEqualTo("2");

        String pushed = ada.commit(clone, "more", "four\n");
        ada.git(clone, "push", "-q", "origin", "HEAD:refs/heads/from-shallow").ok();
        assertThat(ada.remoteTip(REPO, "refs/heads/from-shallow")).isEqualTo(pushed);

        ada.git(clone, "fetch", "-q", "--unshallow").ok();
        assertThat(commits(clone)).isEqualTo("4");
    }

    @Test
    void whatOnlyAFossilStillHoldsIsServedByTheFossilsNameAlone() throws Exception {
        ada.git(work, "checkout", "-q", "-b", "gone").ok();
        String tip = ada.commit(work, "secret", "left behind\n");
        String file = ada.tip(work, "HEAD:secret");
        ada.git(work, "push", "-q", "origin", "gone").ok();
        Path clone = clone("curious", "--single-branch", "--branch=main");

        ada.git(clone, "fetch", "-q", "origin", tip).ok();
        ada.git(work, "push", "-q", "origin", ":gone").ok();
        Path late = clone("late", "--single-branch", "--branch=main");

        assertThat(ada.git(late, "fetch", "-q", "origin", file).refused().err())
                .contains("want " + file + " not valid");
        assertThat(ada.git(late, "fetch", "-q", "origin", tip).ok().said()).isEmpty();
    }
}
