package dev.cook.git;

import dev.cook.domain.Text;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks once through what a push adds: all that it refers to has to be there, in a shape that others can walk through
 * as well. What the repository had before is not looked at again.
 */
public final class Reachability implements ConnectivityChecker {
    /** Directories below each other; also what others allow. Each costs every walk a frame, and a path a part. */
    static final int DEEPEST_TREE = 50;

    /** Tags of tags of tags. Nobody needs two, and each is read whenever the ref is peeled. */
    static final int LONGEST_TAG_CHAIN = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    /** Refs that cannot be read and are named in a line of the log. */
    private static final int MOST_NAMED = 10;

    private final ObjectRules rules;
    private final LfsCheck lfs;
    private final Set<ObjectId> unproven;

    /**
     * For one push.
     *
     * @param rules has seen all objects of the push
     * @param lfs looks at the files that the push brings
     * @param unproven what the client is shown although nobody has looked at its files yet: looked at like what is new
     */
    public Reachability(ObjectRules rules, LfsCheck lfs, Set<ObjectId> unproven) {
        this.rules = rules;
        this.lfs = lfs;
        this.unproven = Set.copyOf(unproven);
    }

    @Override
    public void checkConnectivity(ConnectivityCheckInfo push, Set<ObjectId> shown, ProgressMonitor progress)
            throws IOException {
        Set<ObjectId> haves = new HashSet<>(shown);
        haves.removeAll(unproven);
        Repository repository = push.getRepository();
        DeltaChains.check(push.getParser());
        try (ObjectReader reader = repository.newObjectReader()) {
            rules.checkFiles(reader);
        }
        try {
            check(push, haves, progress);
        } catch (MissingObjectException | CorruptObjectException e) {
            if (!tellUnreadable(repository, haves)) {
                throw e;
            }
            // One damaged branch must not stop the others. Without what was there before, all of their history is
            // walked.
            check(push, Set.of(), progress);
        }
    }

    /** Whether any of what the repository had before cannot be read; for its administrators the log says what. */
    private static boolean tellUnreadable(Repository repository, Set<ObjectId> haves) throws IOException {
        Set<ObjectId> unreadable = new HashSet<>();
        try (RevWalk walk = Walks.of(repository)) {
            for (ObjectId have : haves) {
                try {
                    if (walk.parseAny(have) instanceof RevCommit commit) {
                        walk.parseTree(commit.getTree());
                    }
                } catch (MissingObjectException | CorruptObjectException _) {
                    unreadable.add(have.copy());
                }
            }
        }
        if (unreadable.isEmpty()) {
            return false;
        }
        LOG.error(
                "{} has refs whose commit cannot be read: {}. Restore their objects from a backup, or delete these refs; pushes of"
                        + " others go on, but take longer",
                repository.getDirectory(),
                repository.getRefDatabase().getRefs().stream()
                        .filter(ref -> unreadable.contains(ref.getObjectId()))
                        .limit(MOST_NAMED)
                        .map(ref -> ref.getName() + " (" + ref.getObjectId().name() + ")")
                        .collect(Collectors.joining(", ")));
        return true;
    }

    private void check(ConnectivityCheckInfo push, Set<ObjectId> haves, ProgressMonitor progress) throws IOException {
        Repository repository = push.getRepository();
        progress.beginTask("Checking connectivity", ProgressMonitor.UNKNOWN);
        try (ObjectWalk walk = new ObjectWalk(repository)) {
            if (start(push, haves, walk)) {
                lfs.begin(walk.getObjectReader(), attributes(push, walk), !unproven.isEmpty());
                for (ObjectId have : haves) {
                    walk.markUninteresting(walk.parseAny(have));
                }
                walk(walk, repository, progress);
            }
        } finally {
            progress.endTask();
        }
    }

    /** Those that came with the push, and those at the root of what it names: its files may have been here before. */
    private Set<ObjectId> attributes(ConnectivityCheckInfo push, ObjectWalk walk) throws IOException {
        Set<ObjectId> attributes = new LinkedHashSet<>(rules.attributes());
        for (ReceiveCommand command : push.getCommands()) {
            if (command.getType() != ReceiveCommand.Type.DELETE
                    && walk.peel(walk.parseAny(command.getNewId())) instanceof RevCommit commit) {
                try (TreeWalk root =
                        TreeWalk.forPath(walk.getObjectReader(), Constants.DOT_GIT_ATTRIBUTES, commit.getTree())) {
                    if (root != null) {
                        attributes.add(root.getObjectId(0));
                    }
                }
            }
        }
        return attributes;
    }

    private static boolean start(ConnectivityCheckInfo push, Set<ObjectId> haves, ObjectWalk walk) throws IOException {
        boolean anything = false;
        for (ReceiveCommand command : push.getCommands()) {
            if (command.getResult() != ReceiveCommand.Result.NOT_ATTEMPTED
                    || command.getType() == ReceiveCommand.Type.DELETE) {
                continue;
            }
            RevObject tip = walk.parseAny(command.getNewId());
            Optional<String> problem = problem(walk, command.getRefName(), tip);
            if (problem.isPresent()) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, problem.get());
            }
            if (!haves.contains(command.getNewId())) {
                walk.markStart(tip);
                anything = true;
            }
        }
        return anything;
    }

    /** Why a ref must not point to an object. */
    static Optional<String> problem(RevWalk walk, String ref, RevObject tip) throws IOException {
        if (ref.startsWith(Constants.R_HEADS) && !(tip instanceof RevCommit)) {
            return Optional.of("a branch must point to a commit, and the pushed object is a "
                    + Constants.typeString(tip.getType()));
        }
        RevObject object = tip;
        for (int tags = 0; object instanceof RevTag tag; tags++) {
            if (tags == LONGEST_TAG_CHAIN) {
                return Optional.of(
                        "the tag is a chain of more than " + LONGEST_TAG_CHAIN + " tags; tag the object itself");
            }
            object = walk.parseAny(tag.getObject());
        }
        return Optional.empty();
    }

    static CorruptObjectException tooDeep(String tree, String path) {
        return new CorruptObjectException("tree " + tree + " lies more than " + DEEPEST_TREE + " directories deep: '"
                + Text.printable(path.substring(0, DEEPEST_TREE)) + "…'");
    }

    private void walk(ObjectWalk walk, Repository repository, ProgressMonitor progress) throws IOException {
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            progress.update(1);
        }
        for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
            progress.update(1);
            // The walk counts the root as well.
            if (object instanceof RevTree && walk.getTreeDepth() > DEEPEST_TREE + 1) {
                throw tooDeep(object.name(), walk.getPathString());
            }
            if (object instanceof RevBlob) {
                if (!repository.getObjectDatabase().has(object)) {
                    throw new MissingObjectException(object, Constants.TYPE_BLOB);
                }
                lfs.visit(walk.getObjectReader(), object, walk::getPathString);
            }
        }
    }
}
