package io.github.plugzapi.connect.store;

import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/**
 * The store cannot do now what it was asked for, and nothing of that was done or it is not known whether it was. The message is
 * fit for whoever asked; why, which may name hosts and paths, is for the log.
 */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH. */
    private static final Set<Integer> SQLITE_ABOUT_DATA = Set.of(18, 19, 20);

    /** SQLITE_ERROR, SQLITE_MISUSE, SQLITE_RANGE. */
    private static final Set<Integer> SQLITE_ABOUT_STATEMENTS = Set.of(1, 21, 25);

    private static final int LINES_OF_FLYWAY = 2;

    /** Why a journal cannot be opened in a database that others use; it says what to do. */
    static final String OF_SOMETHING_ELSE =
            "the database holds tables of something else; give the journal a database of its own, or on PostgreSQL a schema"
                    + " that exists and is empty (JOURNAL_URL=...?currentSchema=NAME)";

    StoreUnavailable(String message) {
        super(message);
    }

    StoreUnavailable(Throwable cause) {
        super("The journal cannot be used now; try again later.", cause);
    }

    /**
     * What went wrong at the bottom of it.
     *
     * @return one line for logs and health checks; never null
     */
    public String reason() {
        return reason(this);
    }

    /**
     * What went wrong at the bottom of something.
     *
     * @param failure what came of that; never null
     * @return one line for logs and health checks; never null
     */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            // The pool's words stand above a timeout that has none, while ours are only for whoever asked.
            boolean saysLess =
                    cause.getMessage() == null && root.getMessage() != null && !(root instanceof StoreUnavailable);
            root = saysLess ? root : cause;
        }
        if (root instanceof FileSystemException file && file.getReason() == null) {
            return file.getClass().getSimpleName() + " at " + file.getFile();
        }
        if (root instanceof FlywayException flyway
                && flyway.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return OF_SOMETHING_ELSE;
        }
        if (root instanceof FlywayException && root.getMessage() != null) {
            // The first line says only that something is wrong with the tables; what that is comes after it.
            return root.getMessage()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .limit(LINES_OF_FLYWAY)
                    .collect(Collectors.joining(" "));
        }
        return root.getMessage() == null
                ? root.toString()
                : root.getMessage().lines().findFirst().orElse(root.toString()).replaceFirst("\\.$", "");
    }

    /**
     * Finds out whether something failed because the store cannot be used now, so that it can be tried again.
     *
     * @param failure what failed; never null
     * @return why the store cannot be used; empty if something else is wrong, data that it will not have for instance
     */
    public static Optional<StoreUnavailable> behind(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof StoreUnavailable unavailable) {
                return unavailable.isAboutData() ? Optional.empty() : Optional.of(unavailable);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the store works and it is the data that it will not have: SQLSTATE class 22 is "data exception", 23 "integrity
     * constraint violation", 54 "program limit exceeded"; SQLite, which has no such states, has its own codes for the same.
     */
    private boolean isAboutData() {
        return getCause() instanceof SQLException sql
                && (sql.getSQLState() == null
                        ? SQLITE_ABOUT_DATA.contains(primaryCode(sql))
                        : sql.getSQLState().matches("(22|23|54).*"));
    }

    /**
     * Whether it can be expected to pass: the store is away, locked, full or busy, and not asked for something that it does not
     * know or allow. SQLSTATE class 08 is "connection exception", 25 "invalid transaction state" (a server that takes no writes),
     * 40 "transaction rollback", 53 "insufficient resources", 55 "object not in prerequisite state", 57 "operator intervention",
     * 58 "system error".
     *
     * @return false where it will be the same each time
     */
    public boolean mayPass() {
        if (!(getCause() instanceof SQLException sql)) {
            return true;
        }
        return sql.getSQLState() == null
                ? !SQLITE_ABOUT_DATA.contains(primaryCode(sql)) && !SQLITE_ABOUT_STATEMENTS.contains(primaryCode(sql))
                : sql.getSQLState().matches("(08|25|40|53|55|57|58).*");
    }

    /** The rest says more of the same. */
    private static int primaryCode(SQLException failure) {
        return failure.getErrorCode() & 0xff;
    }
}
