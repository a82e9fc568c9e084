package io.github.plugzapi.connect.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The file of a journal, with those beside it. One process alone may work on it. It holds a secret and phone numbers, so nobody
 * may read it but its owner and the group; the group may write, too, since some clusters choose another user each time.
 */
public final class SqliteFile {

    private static final Logger LOG = Logger.getLogger(SqliteFile.class);

    private static final String URL = "jdbc:sqlite:";
    private static final String LOG_OF_CHANGES = "-wal";
    private static final String LOCK = ".lock";

    /** What is made beside the file, by SQLite and by us. */
    private static final List<String> ENDINGS = List.of("", LOG_OF_CHANGES, "-shm", LOCK);

    private static final Set<PosixFilePermission> OF_FOLDERS = PosixFilePermissions.fromString("rwxrwx---");
    private static final Set<PosixFilePermission> OF_FILES = PosixFilePermissions.fromString("rw-rw----");
    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("------rwx");

    private final Path path;

    /** Null while it is not ours. */
    private FileLock lock;

    /** Which file it was when it became ours; null also where the system does not tell files apart in this way. */
    private Object key;

    private SqliteFile(Path path) {
        this.path = path;
    }

    /**
     * The file that a URL names.
     *
     * @param url a JDBC URL; never null
     * @return the file, whether it is there or not; empty where the URL is none of SQLite
     */
    public static Optional<SqliteFile> of(String url) {
        if (!url.startsWith(URL)) {
            return Optional.empty();
        }
        String name = url.substring(URL.length()).replaceFirst("\\?.*", "").replaceFirst("^file:", "");
        return Optional.of(new SqliteFile(Path.of(name).toAbsolutePath()));
    }

    /**
     * Where it is.
     *
     * @return an absolute path; never null
     */
    public Path path() {
        return path;
    }

    /**
     * Makes it and its folders where they are not there, and has it for this process alone, until that lets go of it or ends.
     *
     * @return whether it is ours; false while another process has it
     * @throws IOException if it cannot be made or written
     */
    public boolean take() throws IOException {
        if (lock != null) {
            return true;
        }
        makeFolder();
        FileChannel channel = create(beside(LOCK));
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            return false;
        }
        // SQLite makes those beside it with the permissions that it has. Where it is there it is not even opened: to
        // close it
        // would take away the locks that SQLite has on it in this process.
        if (!Files.exists(path)) {
            create(path).close();
        } else if (!Files.isWritable(path)) {
            letGo();
            throw new IOException(
                    path + " may not be written by this user; where somebody else has put it there, give it"
                            + " to this user (chown)");
        }
        closeToOthers();
        key = key();
        return true;
    }

    /**
     * Makes sure that what is written to it will be found again: where the file was moved or deleted, SQLite goes on with one that
     * nobody sees any more.
     *
     * @throws IOException if it is not the file any more that was taken; it can be put back
     */
    public void check() throws IOException {
        boolean isThere;
        try {
            isThere = Objects.equals(key, key());
        } catch (NoSuchFileException e) {
            isThere = false;
        }
        if (!isThere) {
            throw new IOException(
                    path + " was moved, deleted or replaced while the service worked on it: put it back as it"
                            + " was, or stop the service, put there what it shall go on with, and start it again");
        }
    }

    private Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * Lets another process have it.
     *
     * @throws IOException if that cannot be said
     */
    public void letGo() throws IOException {
        if (lock != null) {
            lock.acquiredBy().close();
            lock = null;
        }
    }

    /**
     * What it takes on the disk, with what is not in the database itself yet.
     *
     * @return a number of bytes
     * @throws IOException if it cannot be found out
     */
    public long size() throws IOException {
        Path log = beside(LOG_OF_CHANGES);
        return Files.size(path) + (Files.exists(log) ? Files.size(log) : 0);
    }

    private Path beside(String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    private void makeFolder() throws IOException {
        Path folder = path.getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, from(OF_FOLDERS));
            openToGroup(folder, OF_FOLDERS);
        }
    }

    private FileChannel create(Path file) throws IOException {
        boolean isNew = !Files.exists(file);
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel channel = FileChannel.open(file, options, from(OF_FILES));
        if (isNew) {
            openToGroup(file, OF_FILES);
        }
        return channel;
    }

    private FileAttribute<?>[] from(Set<PosixFilePermission> permissions) {
        return hasPermissions()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** The usual umask takes writing from the group; one that takes everything from it means that. */
    private void openToGroup(Path made, Set<PosixFilePermission> permissions) throws IOException {
        if (hasPermissions() && Files.getPosixFilePermissions(made).contains(PosixFilePermission.GROUP_READ)) {
            Files.setPosixFilePermissions(made, permissions);
        }
    }

    private boolean hasPermissions() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Those that an earlier version made, or a careless copy. */
    private void closeToOthers() throws IOException {
        if (!hasPermissions()) {
            return;
        }
        List<Path> closed = new ArrayList<>();
        for (String ending : ENDINGS) {
            Path file = beside(ending);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && isOpenToOthers(file)) {
                closed.add(file);
            }
        }
        try {
            for (Path file : closed) {
                Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
                permissions.removeAll(OF_OTHERS);
                Files.setPosixFilePermissions(file, permissions);
            }
            if (!closed.isEmpty()) {
                LOG.infof(
                        "Everybody on this machine could read %s; from now on its owner and the group alone can",
                        closed);
            }
        } catch (IOException e) {
            LOG.warnf("Everybody on this machine may read %s, which another user owns: chmod o-rwx", closed);
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    }
}
