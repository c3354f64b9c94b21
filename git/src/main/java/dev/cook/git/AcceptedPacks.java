package dev.cook.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The packs of a repository, which new ones join one after the other. */
final class AcceptedPacks {
    private final Path packs;
    private final Runnable crowd;
    private final ReentrantLock taking = new ReentrantLock();
    private int came;

    /** @param crowd is told when there are so many new packs that maintenance should look */
    AcceptedPacks(RepositoryDirectory directory, Runnable crowd) {
        this.packs = directory.packs();
        this.crowd = crowd;
    }

    /** Takes all packs of some directories, on disk before this returns; what is there already stays. */
    void take(CookRepository base, PackFiles.Written written, Path... directories) throws IOException {
        taking.lock();
        try {
            List<Path> taken = new ArrayList<>();
            for (Path directory : directories) {
                taken.addAll(new PackFiles(directory).moveTo(packs, written));
            }
            open(base, taken);
        } finally {
            taking.unlock();
        }
    }

    /** Takes one pack with its index, both of which were forced to disk. */
    void take(CookRepository base, Path pack) throws IOException {
        taking.lock();
        try {
            open(base, PackFiles.moveTo(pack, packs));
        } finally {
            taking.unlock();
        }
    }

    private void open(CookRepository base, List<Path> taken) throws IOException {
        for (Path pack : taken) {
            base.getObjectDatabase().openPack(pack.toFile());
        }
        came += taken.size();
        if (came >= Maintenance.CROWD) {
            came = 0;
            crowd.run();
        }
    }
}
