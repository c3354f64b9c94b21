package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresRefsTest {
    @TempDir
    Path data;

    private GitFixture fixture;
    private CookRepository repository;
    private Oid a;
    private Oid b;

    @BeforeEach
    void open() throws Exception {
        fixture = new GitFixture(data);
        repository = fixture.repos.open(fixture.repo);
        a = fixture.commit(Map.of("f", "a"));
        b = fixture.commit(Map.of("f", "b"), a);
    }

    @AfterEach
    void close() {
        repository.close();
        fixture.close();
    }

    @Test
    void headIsSymbolicAndBornWithItsBranch() throws Exception {
        assertThat(repository.getFullBranch()).isEqualTo("refs/heads/main");
        assertThat(repository.resolve("HEAD")).isNull();
        assertThat(names(repository)).isEmpty();
        assertThat(set("refs/heads/main", a)).isEqualTo(RefUpdate.Result.NEW);
        assertThat(repository.resolve("HEAD")).isEqualTo(ObjectIds.objectId(a));
        assertThat(names(repository)).containsExactly("HEAD", "refs/heads/main");
        fixture.store.change(tx -> tx.repos().setDefaultBranch(fixture.repo, new BranchName("trunk"), "tester"));
        assertThat(repository.getFullBranch()).isEqualTo("refs/heads/trunk");
    }

    @Test
    void jgitUpdatesForcesAndDeletes() throws Exception {
        assertThat(set("refs/heads/x", a)).isEqualTo(RefUpdate.Result.NEW);
        assertThat(set("refs/heads/x", b)).isEqualTo(RefUpdate.Result.FAST_FORWARD);
        RefUpdate back = repository.updateRef("refs/heads/x");
        back.setNewObjectId(ObjectIds.objectId(a));
        back.setForceUpdate(true);
        assertThat(back.update()).isEqualTo(RefUpdate.Result.FORCED);
        assertThat(set("refs/heads/x/y", a)).as("x is in the way").isEqualTo(RefUpdate.Result.LOCK_FAILURE);
        assertThat(repository.getRefDatabase().getConflictingNames("refs/heads/x/y"))
                .containsExactly("refs/heads/x");
        RefUpdate delete = repository.updateRef("refs/heads/x");
        delete.setForceUpdate(true);
        assertThat(delete.delete()).isEqualTo(RefUpdate.Result.FORCED);
        assertThat(fixture.tip("refs/heads/x")).isEmpty();
    }

    @Test
    void anUpdateThroughHeadMovesTheBranchAndALinkMovesHead() throws Exception {
        set("refs/heads/main", a);
        assertThat(set("HEAD", b)).isEqualTo(RefUpdate.Result.FAST_FORWARD);
        assertThat(fixture.tip("refs/heads/main")).contains(b);
        assertThat(repository.updateRef("HEAD").link("refs/heads/other")).isEqualTo(RefUpdate.Result.FORCED);
        assertThat(repository.getFullBranch()).isEqualTo("refs/heads/other");
    }

    @Test
    void aRenameTakesHeadAlong() throws Exception {
        set("refs/heads/main", a);
        assertThat(repository.renameRef("refs/heads/main", "refs/heads/trunk").rename())
                .isEqualTo(RefUpdate.Result.RENAMED);
        assertThat(names(repository)).containsExactly("HEAD", "refs/heads/trunk");
        assertThat(repository.getFullBranch()).isEqualTo("refs/heads/trunk");
    }

    @Test
    void tagsArePeeled() throws Exception {
        ObjectId tag;
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TagBuilder builder = new TagBuilder();
            builder.setObjectId(ObjectIds.objectId(a), Constants.OBJ_COMMIT);
            builder.setTag("v1");
            builder.setMessage("one");
            builder.setTagger(new PersonIdent("x", "x@x", GitFixture.NOON, java.time.ZoneOffset.UTC));
            tag = inserter.insert(builder);
            inserter.flush();
        }
        assertThat(set("refs/tags/v1", ObjectIds.oid(tag))).isEqualTo(RefUpdate.Result.NEW);
        Ref ref = repository.exactRef("refs/tags/v1");
        assertThat(ref.isPeeled()).isTrue();
        assertThat(ref.getPeeledObjectId()).isEqualTo(ObjectIds.objectId(a));
    }

    @Test
    void fossilsAreFoundByNameAndNeverListed() throws Exception {
        set("refs/heads/main", a);
        fixture.move(RefChange.create("refs/fossils/1/x", b, "landed"), RefChange.create("refs/cook/y", b, "own"));
        assertThat(names(repository)).containsExactly("HEAD", "refs/heads/main");
        assertThat(repository.exactRef("refs/fossils/1/x").getObjectId()).isEqualTo(ObjectIds.objectId(b));
        assertThat(repository.getRefDatabase().getRefsByPrefix("refs/fossils/1/x"))
                .extracting(Ref::getName)
                .containsExactly("refs/fossils/1/x");
        assertThat(repository.getRefDatabase().getRefsByPrefix("refs/fossils/")).hasSize(1);
    }

    @Test
    void aViewKeepsItsRefsWhileOthersMove() throws Exception {
        set("refs/heads/main", a);
        try (CookRepository view = fixture.repos.view(fixture.repo)) {
            assertThat(view.resolve("refs/heads/main")).isEqualTo(ObjectIds.objectId(a));
            set("refs/heads/main", b);
            assertThat(view.resolve("refs/heads/main")).isEqualTo(ObjectIds.objectId(a));
            assertThat(repository.resolve("refs/heads/main")).isEqualTo(ObjectIds.objectId(b));
        }
        assertThat(repository.getObjectDatabase().has(ObjectIds.objectId(a))).isTrue();
    }

    @Test
    void thePastCanBeSeenAndNotMoved() throws Exception {
        set("refs/heads/main", a);
        long then = fixture.store.read(tx -> tx.refs().version(fixture.repo));
        set("refs/heads/main", b);
        set("refs/heads/later", b);
        try (CookRepository past = fixture.repos.asOf(fixture.repo, then)) {
            assertThat(names(past)).containsExactly("HEAD", "refs/heads/main");
            assertThat(past.resolve("HEAD")).isEqualTo(ObjectIds.objectId(a));
            RefUpdate update = past.updateRef("refs/heads/main");
            update.setNewObjectId(ObjectIds.objectId(b));
            org.assertj.core.api.Assertions.assertThatThrownBy(update::update).hasMessageContaining("past");
        }
    }

    @Test
    void anAtomicBatchMovesAllOrNoneAndAnotherWhatItCan() throws Exception {
        set("refs/heads/main", a);
        List<ReceiveCommand> atomic = batch(true);
        assertThat(atomic).extracting(ReceiveCommand::getResult).doesNotContain(ReceiveCommand.Result.OK);
        assertThat(names(repository)).containsExactly("HEAD", "refs/heads/main");
        List<ReceiveCommand> each = batch(false);
        assertThat(each)
                .extracting(ReceiveCommand::getResult)
                .containsExactly(ReceiveCommand.Result.OK, ReceiveCommand.Result.LOCK_FAILURE);
        assertThat(each.get(1).getMessage()).contains("moved meanwhile");
        assertThat(names(repository)).containsExactly("HEAD", "refs/heads/main", "refs/heads/new");
    }

    private List<ReceiveCommand> batch(boolean atomic) throws Exception {
        List<ReceiveCommand> commands = List.of(
                new ReceiveCommand(ObjectId.zeroId(), ObjectIds.objectId(a), "refs/heads/new"),
                new ReceiveCommand(ObjectIds.objectId(b), ObjectIds.objectId(a), "refs/heads/main"));
        BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
        batch.setAtomic(atomic);
        batch.setAllowNonFastForwards(true);
        batch.addCommand(commands);
        try (RevWalk walk = new RevWalk(repository)) {
            batch.execute(walk, NullProgressMonitor.INSTANCE);
        }
        return commands;
    }

    @Test
    void ofEightThatMoveOneRefExactlyOneWins() throws Exception {
        set("refs/heads/main", a);
        for (int round = 0; round < 3; round++) {
            ObjectId old = repository.resolve("refs/heads/main");
            List<Callable<RefUpdate.Result>> movers = new ArrayList<>();
            for (int mover = 0; mover < 8; mover++) {
                Oid next = fixture.commit(Map.of("f", round + "/" + mover), ObjectIds.oid(old));
                movers.add(() -> {
                    RefUpdate update = repository.updateRef("refs/heads/main");
                    update.setExpectedOldObjectId(old);
                    update.setNewObjectId(ObjectIds.objectId(next));
                    return update.update();
                });
            }
            List<RefUpdate.Result> results = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<RefUpdate.Result> result : threads.invokeAll(movers)) {
                    results.add(result.get());
                }
            }
            assertThat(Collections.frequency(results, RefUpdate.Result.FAST_FORWARD))
                    .as(results.toString())
                    .isEqualTo(1);
        }
    }

    private RefUpdate.Result set(String ref, Oid to) throws Exception {
        RefUpdate update = repository.updateRef(ref);
        update.setNewObjectId(ObjectIds.objectId(to));
        return update.update();
    }

    private static List<String> names(CookRepository repository) throws Exception {
        return repository.getRefDatabase().getRefs().stream().map(Ref::getName).toList();
    }
}
