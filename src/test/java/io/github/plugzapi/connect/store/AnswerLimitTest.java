package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.store.Database.AnswerLimit;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes longer than {@value #MILLIS} ms for its answer. */
class AnswerLimitTest {

    private static final int MILLIS = 500;
    private static final String BE_SLOW = "pg_sleep(0.7)";

    @TempDir
    Path folder;

    private final Database database = Database.Kind.POSTGRESQL.fresh(folder);

    @Test
    void nobodyWaitsForLonger() throws Exception {
        try (RunningStore running = new RunningStore(database, new AnswerLimit(MILLIS)).start()) {
            assertThatThrownBy(() -> running.store().read(sql -> sql.first("SELECT " + BE_SLOW, row -> 1)))
                    .isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void aMigrationMayTakeItsTime() throws Exception {
        database.execute(
                "CREATE SCHEMA slow; CREATE FUNCTION slow.be_slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM "
                        + BE_SLOW + "; END'");
        database.execute("CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE INDEX')"
                + " EXECUTE FUNCTION slow.be_slow()");

        try (RunningStore running = new RunningStore(database, new AnswerLimit(MILLIS)).start()) {
            assertThat(running.settings().find("secret")).isEmpty();
        }
    }
}
