package dev.cook.store;

/** A newer Cook has worked with the database: this one would read and write rows that it does not understand. */
public final class SchemaTooNew extends RuntimeException {
    /**
     * @param theirs the schema's version in the database
     * @param ours the newest that this Cook knows
     */
    SchemaTooNew(String theirs, String ours) {
        super("the database has version " + theirs + " of the schema, from a newer Cook; this one knows versions up to "
                + ours + ", and nothing was changed"
                + "\n  Install the newer Cook again, or restore the backup from before the upgrade"
                + " (docs/operations.md, Downgrade).");
    }
}
