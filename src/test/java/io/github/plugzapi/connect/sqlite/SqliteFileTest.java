package io.github.plugzapi.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

    private static final List<String> FILES =
            List.of("journal.db", "journal.db-shm", "journal.db-wal", "journal.db.lock");

    @TempDir
    Path temporary;

    private Path folder;
    private Path path;

    @BeforeEach
    void choosePlace() {
        Assumptions.assumeTrue(
                temporary.getFileSystem().supportedFileAttributeViews().contains("posix"));
        folder = temporary.resolve("data");
        path = folder.resolve("journal.db");
    }

    @Test
    void whatTheServiceMakesIsReadByItsOwnerAndTheGroupAlone() throws Exception {
        try (RunningStore running = new RunningStore(Database.sqlite(path)).start()) {
            running.settings().findOrMake("a", () -> "b");

            assertThat(permissions(folder)).isEqualTo("rwxrwx---");
            assertThat(permissionsOfFiles()).containsOnlyKeys(FILES).values().containsOnly("rw-rw----");
        }
    }

    @Test
    void aFolderThatIsThereIsLeftAsItIs() throws Exception {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (RunningStore running = new RunningStore(Database.sqlite(path)).start()) {
            assertThat(running.trouble()).isNull();
            assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
        }
    }

    @Test
    void whatWasReadByEverybodyIsNotAnyMoreAndThatIsSaidOnce() throws Exception {
        new RunningStore(Database.sqlite(path)).start().close();
        Files.createFile(folder.resolve("journal.db-wal"));
        for (Path file : files()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        try (CapturedLog log = CapturedLog.start()) {
            new RunningStore(Database.sqlite(path)).start().close();
            new RunningStore(Database.sqlite(path)).start().close();

            assertThat(permissionsOfFiles().values()).containsOnly("rw-r-----");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("could read"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO")
                    .contains(path.toString(), path + "-wal", path + ".lock");
        }
    }

    @Test
    void oneProcessAloneHasIt() throws Exception {
        SqliteFile one = file();
        SqliteFile two = file();

        assertThat(one.take()).isTrue();
        assertThat(one.take()).isTrue();
        assertThat(two.take()).isFalse();
        one.letGo();
        assertThat(two.take()).isTrue();
        two.letGo();
    }

    @Test
    void aFileThatMayNotBeWrittenIsRefusedWithTheWayOut() throws Exception {
        Files.createDirectory(folder);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r-----")));
        Assumptions.assumeFalse(Files.isWritable(path), "root may write everything");

        assertThatThrownBy(() -> file().take()).isInstanceOf(IOException.class).hasMessageContaining("chown");
    }

    private SqliteFile file() {
        return SqliteFile.of("jdbc:sqlite:" + path).orElseThrow();
    }

    private Map<String, String> permissionsOfFiles() throws IOException {
        Map<String, String> permissions = new TreeMap<>();
        for (Path file : files()) {
            permissions.put(file.getFileName().toString(), permissions(file));
        }
        return permissions;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
