package io.github.plugzapi.connect.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which the driver unpacks into the temporary folder to load it. The driver does so once and, where that failed,
 * never again; and what it unpacked stays there for ever when the process is killed.
 */
public final class SqliteLibrary {

    private static final Logger LOG = Logger.getLogger(SqliteLibrary.class);

    /** By which the driver is told where to unpack it. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static final String PREFIX = "plugzapi-connect-sqlite-";

    /** What we and the driver leave when the process is killed; the driver's are of earlier versions. */
    private static final String LEFTOVERS = "{" + PREFIX + "*,sqlite-*-*sqlitejdbc*}";

    /** Unpacking and loading take far less; what is older is used by nobody, or was loaded and is not needed as a file. */
    private static final Duration UNPACKING = Duration.ofSeconds(10);

    /** In MiB, with some to spare. */
    private static final int ROOM = 4;

    private static final int MEBIBYTE = 1024 * 1024;

    private static boolean loaded;

    private SqliteLibrary() {}

    /**
     * Loads it, if it is not loaded yet. Where that failed it can be tried again.
     *
     * @throws IOException if that cannot be done; the message says how it can be
     */
    public static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        String chosen = System.getProperty(FOLDER);
        Path folder = Path.of(Optional.ofNullable(chosen).orElse(System.getProperty("java.io.tmpdir")));
        try {
            removeLeftovers(folder);
            Path mine = Files.createTempDirectory(folder, PREFIX);
            try {
                System.setProperty(FOLDER, mine.toString());
                loaded = SQLiteJDBCLoader.initialize();
            } finally {
                if (chosen == null) {
                    System.clearProperty(FOLDER);
                } else {
                    System.setProperty(FOLDER, chosen);
                }
                // What is loaded needs no file any more, so that not even a SIGKILL leaves one.
                remove(mine);
            }
        } catch (Exception | LinkageError e) {
            LOG.debug("SQLite cannot be loaded", e);
        }
        if (!loaded) {
            throw new IOException("SQLite cannot be loaded from the temporary folder " + folder + ", which must allow"
                    + " executing files (mount it so, for example with --tmpfs /tmp:exec) and have " + ROOM
                    + " MiB of room (it has " + room(folder) + "); -D" + FOLDER + "=… names another folder");
        }
    }

    private static String room(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() / MEBIBYTE + " MiB";
        } catch (IOException e) {
            return "none that can be found";
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        Optional<Instant> started = ProcessHandle.current().info().startInstant();
        if (started.isEmpty()) {
            return;
        }
        Instant old = started.get().minus(UNPACKING);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, LEFTOVERS)) {
            for (Path leftover : leftovers) {
                if (Files.getLastModifiedTime(leftover).toInstant().isBefore(old)) {
                    remove(leftover);
                }
            }
        }
    }

    /** As far as that is allowed: it may be another user's. */
    private static void remove(Path leftover) {
        try {
            if (Files.isDirectory(leftover)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(leftover)) {
                    for (Path file : files) {
                        Files.deleteIfExists(file);
                    }
                }
            }
            Files.deleteIfExists(leftover);
        } catch (IOException e) {
            LOG.debugf(e, "%s cannot be removed", leftover);
        }
    }
}
