package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.LfsObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LfsPointerTest {
    private static final String OID = "0123456789abcdef".repeat(4);

    private static Optional<LfsObject> read(String text) {
        return LfsPointer.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatGitLfsWrites() {
        Optional<LfsObject> object = Optional.of(new LfsObject(OID, 12345));

        assertThat(read("version https://git-lfs.github.com/spec/v1\noid sha256:" + OID + "\nsize 12345\n"))
                .isEqualTo(object);
        assertThat(read("version https://hawser.github.com/spec/v1\noid sha256:" + OID + "\nsize 12345\n"))
                .isEqualTo(object);
        assertThat(read("version https://git-lfs.github.com/spec/v1\next-0-foo sha256:" + OID + "\noid sha256:" + OID
                        + "\nsize 12345\n"))
                .isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version https://git-lfs.github.com/spec/v1\n",
                "version https://git-lfs.github.com/spec/v2\noid sha256:%s\nsize 1\n",
                "version https://git-lfs.github.com/spec/v1\noid md5:%s\nsize 1\n",
                "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize -1\n",
                "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 99999999999999999999\n",
                "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 1\nand more\n",
                "About: version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 1\n"
            })
    void whatOnlyLooksLikeThatIsAnOrdinaryFile(String text) {
        assertThat(read(text.formatted(OID))).isEmpty();
    }

    @Test
    void attributesNameTheFilterOrNot() {
        assertThat(LfsCheck.namesFilter("*.psd filter=lfs diff=lfs merge=lfs -text\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(LfsCheck.namesFilter("*.c text\r\n*.bin\tfilter=lfs\r\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(LfsCheck.namesFilter(
                        "# *.psd filter=lfs\n*.c filter=lfsx\n*.d -filter\n".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
