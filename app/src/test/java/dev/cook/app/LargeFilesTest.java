package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Git LFS as people use it: the real git-lfs against the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeFilesTest {
    private static final int MIB = 1 << 20;

    private final TestServer cook;
    private final Person ada;

    LargeFilesTest() throws IOException, InterruptedException {
        cook = TestServer.limited("lfs_object = \"4MiB\"\nlfs_repository = \"12MiB\"\n");
        ada = cook.admin();
        LargeFiles.install(ada);
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    private String http(Person person, String name, String scope) throws IOException, InterruptedException {
        String token = person.ssh("token", "create", "--label", name, "--scope", scope, "--expires", "1h")
                .ok()
                .said();
        return cook.server().httpUrl().replace("://", "://someone:" + token + "@") + "/" + name + ".git";
    }

    private Path cloned(Person person, String url, String name) throws IOException, InterruptedException {
        Path clone = person.home().resolve(name);
        person.git(person.home(), "clone", "-q", url, clone.toString()).ok();
        return clone;
    }

    @Test
    void aLargeFileIsPushedOverSshAndClonedWithItsContent() throws Exception {
        Path work = LargeFiles.repository(ada, "over-ssh");
        byte[] noise = LargeFiles.noise(1, 2 * MIB);
        String oid = LargeFiles.commit(ada, work, "a.bin", noise);

        ada.git(work, "push", ada.url("over-ssh"), "main").ok();
        Path clone = cloned(ada, ada.url("over-ssh"), "over-ssh-clone");

        assertThat(clone.resolve("a.bin")).hasBinaryContent(noise);
        assertThat(ada.git(clone, "show", "HEAD:a.bin").ok().out()).contains("oid sha256:" + oid);
        assertThat(LargeFiles.kept(cook)).contains(oid);
        assertThat(ada.ssh("repo", "show", "over-ssh").ok().out()).contains("1 object, 2 MiB of 12 MiB");
    }

    @Test
    void aLargeFileIsPushedOverHttpToANewRepositoryAndClonedWithItsContent() throws Exception {
        Path work = LargeFiles.repository(ada, "over-http");
        byte[] noise = LargeFiles.noise(2, 2 * MIB);
        LargeFiles.commit(ada, work, "a.bin", noise);
        String url = http(ada, "over-http", "admin");

        String told = ada.git(work, "push", url, "main").ok().err();
        Path clone = cloned(ada, url, "over-http-clone");

        assertThat(told).as("nobody is told of locks that there are none").doesNotContain("lock");
        assertThat(clone.resolve("a.bin")).hasBinaryContent(noise);
    }

    @Test
    void anOlderClientGetsATokenOverSshAndGoesOnOverHttp() throws Exception {
        Path work = LargeFiles.repository(ada, "older");
        ada.git(ada.home(), "config", "--global", "lfs." + ada.url("older.git/info/lfs") + ".sshtransfer", "never")
                .ok();
        byte[] noise = LargeFiles.noise(3, MIB);
        LargeFiles.commit(ada, work, "a.bin", noise);

        ada.git(work, "push", ada.url("older.git"), "main").ok();
        Path clone = cloned(ada, ada.url("older.git"), "older-clone");

        assertThat(clone.resolve("a.bin")).hasBinaryContent(noise);
        String answer =
                ada.ssh("git-lfs-authenticate", "older.git", "download").ok().out();
        assertThat(answer)
                .contains("\"href\":\"" + cook.server().httpUrl() + "/older.git/info/lfs\"", "\"expires_in\":900");
    }

    @Test
    void aPushWithoutItsLargeFilesIsRefusedWithTheWayOutWhichWorks() throws Exception {
        Path work = LargeFiles.repository(ada, "forgotten");
        ada.git(work, "push", "-q", ada.url("forgotten"), "main").ok();
        byte[] noise = LargeFiles.noise(4, 1000);
        String oid = LargeFiles.commit(ada, work, "deep.bin", noise);
        ada.git(work, "remote", "add", "cook", ada.url("forgotten")).ok();

        Ended push = ada.git(work, "push", "--no-verify", "cook", "main").refused();
        ada.git(work, "lfs", "push", "--all", "cook").ok();
        ada.git(work, "push", "--no-verify", "cook", "main").ok();

        assertThat(push.err())
                .contains(
                        "remote: error: this push refers to Git LFS objects that the server does not have:",
                        "remote:   deep.bin (oid " + oid + ", 1000 bytes)",
                        "git lfs push --all",
                        "! [remote rejected] main -> main (1 Git LFS object is missing");
    }

    @Test
    void whatLooksLikeAPointerInARepositoryWithoutGitLfsIsAnOrdinaryFile() throws Exception {
        Path work = ada.repository("plain");
        ada.commit(
                work,
                "sample",
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 12\n");

        ada.git(work, "push", ada.url("plain"), "main").ok();
    }

    @Test
    void anObjectThatIsTooLargeIsRefusedWithTheNameOfTheLimit() throws Exception {
        Path work = LargeFiles.repository(ada, "too-large");
        String oid = LargeFiles.commit(ada, work, "a.bin", LargeFiles.noise(5, 5 * MIB));

        String overSsh =
                ada.git(work, "push", ada.url("too-large"), "main").refused().err();
        String overHttp = ada.git(work, "push", http(ada, "too-large", "write"), "main")
                .refused()
                .err();

        assertThat(overSsh).contains("the object has 5 MiB, and the server's limit lfs_object allows 4 MiB");
        assertThat(overHttp).contains("the object has 5 MiB, and the server's limit lfs_object allows 4 MiB");
        assertThat(LargeFiles.kept(cook)).doesNotContain(oid);
    }

    @Test
    void aRepositoryThatIsFullIsRefusedWithTheNameOfTheLimit() throws Exception {
        Path work = LargeFiles.repository(ada, "full");
        for (int i = 0; i < 4; i++) {
            LargeFiles.commit(ada, work, i + ".bin", LargeFiles.noise(60 + i, 7 * MIB / 2));
        }

        String told = ada.git(work, "push", ada.url("full"), "main").refused().err();

        assertThat(told).contains("the server's limit lfs_repository allows 12 MiB");
    }

    @Test
    void theOldAddressOfARenamedRepositoryGivesAndTakesLargeFiles() throws Exception {
        Path work = LargeFiles.repository(ada, "oldname");
        byte[] first = LargeFiles.noise(20, MIB);
        LargeFiles.commit(ada, work, "a.bin", first);
        ada.git(work, "push", "-q", ada.url("oldname"), "main").ok();
        ada.ssh("repo", "rename", "oldname", "newname").ok();

        byte[] second = LargeFiles.noise(21, MIB);
        LargeFiles.commit(ada, work, "b.bin", second);
        ada.git(work, "push", "-q", ada.url("oldname"), "main").ok();
        byte[] third = LargeFiles.noise(22, MIB);
        LargeFiles.commit(ada, work, "c.bin", third);
        String overHttp = http(ada, "oldname", "admin");
        ada.git(work, "push", "-q", overHttp, "main").ok();
        byte[] fourth = LargeFiles.noise(23, MIB);
        LargeFiles.commit(ada, work, "d.bin", fourth);
        ada.git(ada.home(), "config", "--global", "lfs." + ada.url("oldname.git/info/lfs") + ".sshtransfer", "never")
                .ok();
        ada.git(work, "push", "-q", ada.url("oldname.git"), "main").ok();

        for (String url : List.of(ada.url("oldname"), ada.url("oldname.git"), overHttp, ada.url("newname"))) {
            Path clone = cloned(ada, url, "renamed-clone" + url.hashCode());
            assertThat(clone.resolve("a.bin")).hasBinaryContent(first);
            assertThat(clone.resolve("b.bin")).hasBinaryContent(second);
            assertThat(clone.resolve("c.bin")).hasBinaryContent(third);
            assertThat(clone.resolve("d.bin")).hasBinaryContent(fourth);
        }
        assertThat(ada.ssh("repo", "show", "newname").ok().out()).contains("4 objects, 4 MiB of 12 MiB");
    }

    @Test
    void aPurgeRemovesLargeFilesAndWhatIsCountedOfThem() throws Exception {
        Path work = LargeFiles.repository(ada, "emptied");
        String oid = LargeFiles.commit(ada, work, "a.bin", LargeFiles.noise(24, 2 * MIB));
        ada.git(work, "push", "-q", ada.url("emptied"), "main").ok();
        Path other = LargeFiles.repository(ada, "keeps");
        LargeFiles.commit(ada, other, "a.bin", LargeFiles.noise(24, 2 * MIB));
        ada.git(other, "push", "-q", ada.url("keeps"), "main").ok();

        ada.ssh("repo", "delete", "emptied").ok();
        ada.ssh("repo", "purge", "emptied", "--confirm", "emptied").ok();

        Hostile.await(
                "removed",
                () -> !ada.ssh("repo", "list", "--deleted").ok().out().contains("emptied"));
        assertThat(LargeFiles.kept(cook).filter(oid::equals))
                .as("each repository has its own")
                .hasSize(1);
        Path clone = cloned(ada, ada.url("keeps"), "keeps-clone");
        assertThat(clone.resolve("a.bin")).hasBinaryContent(LargeFiles.noise(24, 2 * MIB));
        ada.git(work, "push", "-q", ada.url("emptied"), "main").ok();
        assertThat(ada.ssh("repo", "show", "emptied").ok().out())
                .as("a new repository of the name begins with nothing")
                .contains("1 object, 2 MiB of 12 MiB");
    }

    @Test
    void whoMayReadDownloadsButUploadsNothing() throws Exception {
        Path work = LargeFiles.repository(ada, "shared");
        byte[] noise = LargeFiles.noise(7, MIB);
        LargeFiles.commit(ada, work, "a.bin", noise);
        ada.git(work, "push", "-q", ada.url("shared"), "main").ok();
        Person bob = cook.newcomer("bob");
        ada.ssh("repo", "role", "shared", "bob", "read").ok();
        LargeFiles.install(bob);

        Path clone = cloned(bob, bob.url("shared"), "shared");
        String oid = LargeFiles.commit(bob, clone, "b.bin", LargeFiles.noise(8, MIB));
        String overSsh =
                bob.git(clone, "lfs", "push", "--all", "origin").refused().err();
        String overHttp = bob.git(clone, "lfs", "push", http(bob, "shared", "write"), "main")
                .refused()
                .err();

        assertThat(clone.resolve("a.bin")).hasBinaryContent(noise);
        assertThat(overSsh).contains("you may read here but not push");
        assertThat(overHttp).contains("you may read here but not push");
        assertThat(LargeFiles.kept(cook)).doesNotContain(oid);
    }

    @Test
    void aDownloadThatBrokeOffGoesOnWhereItWas() throws Exception {
        Path work = LargeFiles.repository(ada, "resumed");
        byte[] noise = LargeFiles.noise(9, 2 * MIB);
        String oid = LargeFiles.commit(ada, work, "a.bin", noise);
        ada.git(work, "push", "-q", ada.url("resumed"), "main").ok();
        Path clone = ada.home().resolve("resumed-clone");
        String url = http(ada, "resumed", "read");
        ProcessBuilder pointers = ada.gitCommand(ada.home(), "clone", "-q", url, clone.toString());
        pointers.environment().put("GIT_LFS_SKIP_SMUDGE", "1");
        Ended.of(pointers).ok();
        Path incomplete = Files.createDirectories(clone.resolve(".git/lfs/incomplete"));
        Files.write(incomplete.resolve(oid + ".part"), Arrays.copyOf(noise, MIB));

        ProcessBuilder pull = ada.gitCommand(clone, "lfs", "pull");
        pull.environment().put("GIT_CURL_VERBOSE", "1");
        String traced = Ended.of(pull).ok().err();

        assertThat(traced).contains("Range: bytes=" + MIB + "-" + (2 * MIB - 1), "206 Partial Content");
        assertThat(clone.resolve("a.bin")).hasBinaryContent(noise);
    }

    @Test
    void anImportBringsLargeFilesFromAPathAndSaysWhatIsMissing() throws Exception {
        Path work = LargeFiles.repository(ada, "source");
        byte[] noise = LargeFiles.noise(10, MIB);
        LargeFiles.commit(ada, work, "a.bin", noise);
        Path bare = ada.home().resolve("source.git");
        ada.git(ada.home(), "clone", "-q", "--bare", work.toString(), bare.toString())
                .ok();

        String whole =
                ada.ssh("repo", "import", "imported", work.toString()).ok().out();
        String part =
                ada.ssh("repo", "import", "imported-bare", bare.toString()).ok().out();

        assertThat(whole).contains("imported 1 Git LFS objects, 1 MiB").doesNotContain("missing");
        assertThat(cloned(ada, ada.url("imported"), "imported").resolve("a.bin"))
                .hasBinaryContent(noise);
        assertThat(part).contains("missing 1 Git LFS objects", "git lfs push --all");
    }
}
