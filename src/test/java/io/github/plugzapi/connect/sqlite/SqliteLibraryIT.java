package io.github.plugzapi.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.PackagedApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with a temporary folder that SQLite cannot always be loaded from. */
class SqliteLibraryIT {

    @TempDir
    Path directory;

    private Path temporary;

    @BeforeEach
    void choosePlace() {
        temporary = directory.resolve("temporary");
    }

    @Test
    void whereItCannotBeLoadedThatIsTriedAgainUntilItWorksAndTheWayOutIsSaid() throws Exception {
        try (PackagedApplication application = application().start()) {
            application.awaitOutput("The journal cannot be opened: SQLite cannot be loaded from the temporary folder "
                    + temporary + ", which must allow executing files");
            assertThat(application.management("/q/health/ready").body()).contains("-Dorg.sqlite.tmpdir=");

            Files.createDirectory(temporary);

            await().until(() -> application.management("/q/health/ready").statusCode() == 200);
        }
    }

    @Test
    void aKillLeavesNothingInTheTemporaryFolderAndWhatEarlierOnesLeftIsRemoved() throws Exception {
        Files.createDirectory(temporary);
        leftover("sqlite-3.46.1.3-11111111-2222-3333-4444-555555555555-libsqlitejdbc.so");
        leftover("sqlite-3.46.1.3-11111111-2222-3333-4444-555555555555-libsqlitejdbc.so.lck");
        Path ofSomebodyElse = leftover("sqlite-notes.txt");
        try (PackagedApplication application = application().startReady()) {
            application.kill();
        }

        assertThat(temporary).isDirectoryContaining(ofSomebodyElse::equals);
        assertThat(temporary.toFile().list()).hasSize(1);
    }

    private Path leftover(String name) throws Exception {
        Path file = Files.createFile(temporary.resolve(name));
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private PackagedApplication application() {
        String option = "-Dorg.sqlite.tmpdir=" + temporary;
        return PackagedApplication.isNative()
                ? PackagedApplication.in(directory, Map.of(), option)
                : PackagedApplication.in(directory, Map.of("JAVA_TOOL_OPTIONS", option));
    }
}
