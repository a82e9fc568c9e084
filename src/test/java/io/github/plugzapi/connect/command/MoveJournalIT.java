package io.github.plugzapi.connect.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the packaged application, and the service before and after it. */
class MoveJournalIT {

    private static final int EVENTS = 200_000;
    private static final String SECRET = "SecretMarkerOfTheTests";

    @TempDir
    Path directory;

    private final Database postgresql = Database.Kind.POSTGRESQL.fresh(directory);

    @Test
    void aMoveThatIsKilledIsDoneByTheNextAndTheServiceGoesOn() throws Exception {
        Database sqlite = Database.sqlite(directory.resolve("data/plugzapi-connect.db"));
        try (PackagedApplication service = service(sqlite).startReady()) {
            keep(service, "one");
        }
        sqlite.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, data, body)"
                + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + EVENTS + ")"
                + " SELECT 'many ' || i, 'many', kind, i, received_at, source, data, body FROM n, event WHERE seq = 1");
        long number = Long.parseLong(sqlite.column("SELECT MAX(seq) FROM event").get(0));

        try (PackagedApplication move = move(sqlite).launch()) {
            move.awaitOutput("event +\\d+ of \\d+");
            move.kill();
            assertThat(move.output()).doesNotContain("All of it is there");
        }
        assertThat(postgresql.count("event")).isZero();

        try (PackagedApplication move = move(sqlite).launch()) {
            assertThat(move.awaitExit()).as(move.output()).isZero();
            assertThat(move.output())
                    .containsPattern("event +" + sqlite.count("event") + " rows, in both")
                    .contains("All of it is there. Set JOURNAL_URL")
                    .doesNotContain("Marker", "Exception");
        }
        try (PackagedApplication service = service(postgresql).startReady()) {
            keep(service, "two");
        }
        assertThat(postgresql.column("SELECT seq FROM event WHERE instance = 'two'"))
                .singleElement()
                .satisfies(seq -> assertThat(Long.parseLong(seq)).isGreaterThan(number));
    }

    private static void keep(PackagedApplication service, String instance) throws Exception {
        assertThat(service.post(Callbacks.path(instance, SECRET), "{\"connected\":true}")
                        .body())
                .contains("accepted");
    }

    private PackagedApplication service(Database database) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("JOURNAL_URL", database.url());
        return PackagedApplication.in(directory, environment);
    }

    private PackagedApplication move(Database from) {
        return PackagedApplication.in(directory, environment(), "move-journal", from.url(), postgresql.url());
    }

    private Map<String, String> environment() {
        return Map.of(
                "WEBHOOK_SECRET",
                SECRET,
                "JOURNAL_USERNAME",
                postgresql.username(),
                "JOURNAL_PASSWORD",
                "PasswordMarker");
    }
}
