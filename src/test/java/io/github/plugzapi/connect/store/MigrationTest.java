package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A journal that another version has worked on. */
@ParameterizedClass
@EnumSource(Database.Kind.class)
class MigrationTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void makeJournal() throws Exception {
        database = kind.fresh(folder);
        try (RunningStore running = new RunningStore(database).start()) {
            running.settings().findOrMake("secret", () -> "of the older version");
        }
    }

    @Test
    void anOlderVersionGoesOnWithWhatANewerOneHasMigrated() throws Exception {
        migrateFurther();

        try (CapturedLog log = CapturedLog.start();
                RunningStore running = new RunningStore(database).start()) {
            assertThat(running.settings().find("secret")).contains("of the older version");
            assertThat(running.settings().findOrMake("another", () -> "kept")).isEqualTo("kept");
            assertThat(log.text()).contains("newer than the latest available migration");
        }
        assertThat(database.column("SELECT remark FROM setting WHERE name = 'another'"))
                .containsExactly("none");
    }

    /** As one that the first version has left. */
    @Test
    void whatAnOlderVersionHasKeptIsThereAfterTheMigration() throws Exception {
        Database old = kind.fresh(Files.createDirectory(folder.resolve("old")));
        Flyway.configure()
                .dataSource(old.url(), old.username(), null)
                .locations("db/migration/" + (old.isShared() ? "postgresql" : "sqlite"))
                .target("1")
                .load()
                .migrate();
        old.execute("INSERT INTO place (subscriber, seq, waits) VALUES ('LogConnectionChanges', 7, 1000)");
        old.execute("INSERT INTO setting (name, value) VALUES ('secret', 'of the first version')");

        try (RunningStore running = new RunningStore(old).start()) {
            assertThat(running.settings().find("secret")).contains("of the first version");
        }
        assertThat(old.column("SELECT seq FROM place WHERE lost = 0")).containsExactly("7");
        assertThat(old.count("attempt")).isZero();
        assertThat(old.count("paused_sink")).isZero();
    }

    @Test
    void whatIsWrongWithTheTablesIsSaid() throws Exception {
        database.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");

        try (RunningStore running = new RunningStore(database)) {
            assertThatThrownBy(running::openQuietly)
                    .extracting(StoreUnavailable::reason)
                    .asString()
                    .contains("Validate failed", "checksum mismatch for migration version 1")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aDatabaseOfSomethingElseIsLeftAlone() throws Exception {
        Database others = kind.fresh(Files.createDirectory(folder.resolve("others")));
        others.execute("CREATE TABLE customer (name TEXT NOT NULL PRIMARY KEY)");

        try (RunningStore running = new RunningStore(others)) {
            assertThatThrownBy(running::openQuietly)
                    .extracting(StoreUnavailable::reason)
                    .asString()
                    .contains("something else", "JOURNAL_URL");
        }
        assertThat(others.count("customer")).isZero();

        if (others.isShared()) {
            others.execute("CREATE SCHEMA journal");
            Database schema = new Database(others.url() + "?currentSchema=journal", others.username());
            try (RunningStore running = new RunningStore(schema).start()) {
                assertThat(running.settings().findOrMake("secret", () -> "beside it"))
                        .isEqualTo("beside it");
            }
            assertThat(others.column("SELECT value FROM journal.setting WHERE name = 'secret'"))
                    .containsExactly("beside it");
        }
    }

    /** What the next version might do. */
    private void migrateFurther() {
        database.execute("CREATE TABLE future (name TEXT NOT NULL PRIMARY KEY)");
        database.execute("ALTER TABLE setting ADD COLUMN remark TEXT NOT NULL DEFAULT 'none'");
        database.execute(
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success) SELECT 100, '100', 'future', 'SQL', 'V100__future.sql', 5,"
                        + " installed_by, 1, success FROM flyway_schema_history WHERE installed_rank = 1");
    }
}
