package dev.cook.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** What JGit keeps once for the whole process. */
public final class GitSettings {
    /** Share of the heap that caches pieces of packs. */
    private static final double CACHE_SHARE = 0.3;

    /** Pack files open at once; each costs a file descriptor. */
    private static final int OPEN_FILES = 4_096;

    private static boolean installed;

    private GitSettings() {}

    /** Comes before the first repository is opened. Only the first call does anything: JGit would be without settings meanwhile. */
    public static synchronized void install() {
        if (installed) {
            return;
        }
        WindowCacheConfig config = new WindowCacheConfig();
        config.setPackedGitLimit((long) (Runtime.getRuntime().maxMemory() * CACHE_SHARE));
        config.setPackedGitOpenFiles(OPEN_FILES);
        config.setPackedGitUseStrongRefs(true);
        config.setPackedGitMMAP(false);
        config.setExposeStatsViaJmx(false);
        config.install();
        SystemReader.setInstance(new Isolated(SystemReader.getInstance()));
        installed = true;
    }

    /** Leaves out the configuration of the machine and of the user who runs the server: it must not change results. */
    private static final class Isolated extends SystemReader.Delegate {
        Isolated(SystemReader real) {
            super(real);
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new Empty(parent, fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new Empty(parent, fs);
        }
    }

    /** A configuration without a file. */
    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is no file.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
