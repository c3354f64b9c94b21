package dev.cook.hooks.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Purpose;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class LfsTokensTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final RepoId REPO = new RepoId(7);
    private static final Caller ADA =
            new Caller.AccountCaller(new AccountId(1), new AccountName("ada"), false, true, Role.ADMIN);

    private static LfsTokens at(Instant now, int secret) {
        byte[] key = new byte[32];
        key[0] = (byte) secret;
        return new LfsTokens(key, Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void aTokenSaysWhoMayDoWhatWhere() {
        LfsTokens tokens = at(NOON, 1);
        Caller environment = new Caller.EnvironmentCaller(new EnvironmentId(3), REPO, Purpose.SESSION);

        assertThat(tokens.read(tokens.make(ADA, REPO, LfsOperation.UPLOAD)))
                .contains(
                        new LfsTokens.Grant(new LfsTokens.Bearer.Account(new AccountId(1)), REPO, LfsOperation.UPLOAD));
        assertThat(tokens.read(tokens.make(environment, REPO, LfsOperation.DOWNLOAD)))
                .contains(new LfsTokens.Grant(
                        new LfsTokens.Bearer.Environment(new EnvironmentId(3)), REPO, LfsOperation.DOWNLOAD));
    }

    @Test
    void aTokenEndsAfterItsTime() {
        String token = at(NOON, 1).make(ADA, REPO, LfsOperation.UPLOAD);

        assertThat(at(NOON.plus(LfsTokens.LIFE).minusSeconds(1), 1).read(token)).isPresent();
        assertThat(at(NOON.plus(LfsTokens.LIFE), 1).read(token)).isEmpty();
        assertThat(at(NOON.plus(Duration.ofDays(400)), 1).read(token)).isEmpty();
    }

    @Test
    void whatAnybodyElseMadeOrChangedIsNoToken() {
        LfsTokens tokens = at(NOON, 1);
        String token = tokens.make(ADA, REPO, LfsOperation.DOWNLOAD);
        String signature = token.substring(token.indexOf('.'));
        String forged = "account 1 7 upload 99999999999";

        assertThat(at(NOON, 2).read(token)).as("of another server").isEmpty();
        assertThat(tokens.read("lfs_" + Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8))
                        + signature))
                .isEmpty();
        for (String garbage : new String[] {"", "lfs_", "lfs_.", "lfs_!.!", "lfs_AAAA", token + "A", "cook_" + token}) {
            assertThat(tokens.read(garbage)).as(garbage).isEmpty();
        }
    }
}
