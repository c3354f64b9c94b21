package dev.cook.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountsTest {
    @Test
    void forcedFilesAreCountedByKindAndAResumedCallOnce() {
        Syncs syncs = Syncs.in(List.of(
                "71 fsync(8</x/data/repos/1.git/objects/incoming-1/pack/incoming_12.pack>) = 0",
                "72 fdatasync(9</x/data/postgres/cluster/pg_wal/000000010000000000000001> <unfinished ...>",
                "71 fsync(8</x/data/repos/1.git/objects/incoming-1/pack/incoming_12.idx>) = 0",
                "72 <... fdatasync resumed>) = 0",
                "71 fsync(8</x/data/repos/1.git/objects/pack>) = 0",
                "72 fdatasync(9</x/data/postgres/cluster/pg_wal/000000010000000000000001>) = 0",
                "72 +++ exited with 0 +++"));

        assertThat(syncs.files()).isEqualTo(Map.of("pack", 1, "idx", 1, "directory", 1, "pg_wal", 2));
        assertThat(syncs.total()).isEqualTo(5);
        assertThat(syncs.each(2)).isEqualTo("1.00 pg_wal, 0.50 directory, 0.50 idx, 0.50 pack");
    }

    @Test
    void filesAreNamedByWhatTheyAre() {
        assertThat(Syncs.kind("/x/peer/large.git/refs/heads/work.lock")).isEqualTo("ref");
        assertThat(Syncs.kind("/x/peer/large.git/objects/12/tmp_obj_aB3")).isEqualTo("loose object");
        assertThat(Syncs.kind("/x/data/postgres/cluster/base/5/1259")).isEqualTo("other files of PostgreSQL");
        assertThat(Syncs.kind("/x/data/repos/large.git")).isEqualTo("directory");
    }

    @Test
    void whatTheServerDoesByItselfIsNotCharged() {
        Counters.Reading before = new Counters.Reading(100, 50, 500, 1_000);
        Counters.Reading after = new Counters.Reading(110, 85, 720, 8_000);

        Counters.Reading each = after.since(before).each(10, new Counters.PerSecond(0.5, 2, 200));

        assertThat(each.transactions()).isEqualTo(3, within(1e-9));
        assertThat(each.statements()).isEqualTo(20, within(1e-9));
        assertThat(each.allocated()).isEqualTo(500, within(1e-9));
    }
}
