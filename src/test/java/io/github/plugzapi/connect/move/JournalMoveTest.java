package io.github.plugzapi.connect.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.testsupport.Catalogue;
import io.github.plugzapi.connect.testsupport.Catalogue.Column;
import io.github.plugzapi.connect.testsupport.Catalogue.Content;
import io.github.plugzapi.connect.testsupport.Catalogue.Table;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalMoveTest {

    /** More than are written together. */
    private static final int MANY = 1_200;

    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();
    private Database sqlite;
    private Database postgresql;

    @BeforeEach
    void choosePlaces() {
        sqlite = Database.sqlite(folder.resolve("journal.db"));
        postgresql = Database.Kind.POSTGRESQL.fresh(folder);
    }

    @Test
    void everyRowOfEveryTableIsTheSameInPostgresqlAndBackInSqlite() throws Exception {
        fill(sqlite);
        Database back = Database.sqlite(folder.resolve("back.db"));

        assertThat(move(sqlite, postgresql)).isEmpty();
        assertThat(move(postgresql, back)).isEmpty();

        List<String> rows = rows(sqlite);
        assertThat(new Catalogue(sqlite).tables())
                .allSatisfy(table -> assertThat(rows).anyMatch(row -> row.startsWith(table.name() + ": ")))
                .allSatisfy(table -> assertThat(progress)
                        .contains(String.format("%-14s %9d rows, in both", table.name(), sqlite.count(table.name()))));
        assertThat(rows(postgresql)).isEqualTo(rows);
        assertThat(rows(back)).isEqualTo(rows);
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aServiceGoesOnWithTheNextNumberEvenWhereTheLastEventsAreGone(Database.Kind kind) throws Exception {
        Database from = kind == Database.Kind.SQLITE ? sqlite : postgresql;
        Database to = kind == Database.Kind.SQLITE ? postgresql : sqlite;
        String secret;
        try (RunningJournal running = new RunningJournal(from)) {
            running.keep(Events.connected("a", 1), Events.connected("a", 2), Events.connected("a", 3));
            secret = running.store().write(sql -> {
                sql.update("INSERT INTO setting (name, value) VALUES ('webhook-secret', 'made at the first start')");
                return "made at the first start";
            });
        }
        from.execute("DELETE FROM event WHERE seq > 1");

        assertThat(move(from, to)).isEmpty();

        try (RunningJournal running = new RunningJournal(to)) {
            running.keep(Events.connected("a", 4));
        }
        assertThat(to.column("SELECT seq FROM event ORDER BY seq")).containsExactly("1", "4");
        assertThat(to.column("SELECT value FROM setting WHERE name = 'webhook-secret'"))
                .containsExactly(secret);
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void whatWasBrokenOffLeavesNothingAndIsDoneByTheNext(Database.Kind kind) throws Exception {
        Database from = kind == Database.Kind.SQLITE ? sqlite : postgresql;
        Database to = kind == Database.Kind.SQLITE ? postgresql : sqlite;
        fill(from);

        assertThatThrownBy(() -> JournalMove.copy(from.url(), to.url(), login(), line -> {
                    if (line.startsWith("setting")) {
                        throw new IllegalStateException("broken off");
                    }
                }))
                .hasMessage("broken off");
        assertThat(rows(to)).isEmpty();

        assertThat(move(from, to)).isEmpty();
        assertThat(rows(to)).isEqualTo(rows(from));
    }

    @Test
    void whatIsThereAlreadyNeedNotBeMovedAgain() throws Exception {
        fill(sqlite);
        assertThat(move(sqlite, postgresql)).isEmpty();
        List<String> rows = rows(postgresql);

        assertThat(move(sqlite, postgresql)).isEmpty();

        assertThat(progress).contains("It was moved before.");
        assertThat(rows(postgresql)).isEqualTo(rows);
    }

    @Test
    void aTargetThatOnlyHappensToHaveAsManyEventsIsRefused() throws Exception {
        fill(sqlite);
        assertThat(move(sqlite, postgresql)).isEmpty();
        postgresql.execute("UPDATE event SET id = 'another' WHERE seq = (SELECT MAX(seq) FROM event)");

        assertThat(move(sqlite, postgresql).orElseThrow()).contains("has events of its own");
    }

    @Test
    void whatAServiceWithoutEventsHasLeftGivesWay() throws Exception {
        fill(sqlite);
        try (RunningStore running = new RunningStore(postgresql).start()) {
            running.settings().findOrMake("webhook-secret", () -> "of the target");
        }

        assertThat(move(sqlite, postgresql)).isEmpty();

        assertThat(rows(postgresql)).isEqualTo(rows(sqlite));
    }

    @Test
    void aTargetWithEventsOfItsOwnIsRefusedAndLeftAsItIs() throws Exception {
        fill(sqlite);
        try (RunningJournal running = new RunningJournal(postgresql)) {
            running.keep(Events.connected("b", 1));
        }
        List<String> rows = rows(postgresql);

        assertThat(move(sqlite, postgresql).orElseThrow()).contains("has events of its own");
        assertThat(rows(postgresql)).isEqualTo(rows);
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void whileAServiceRunsOnTheSourceOrTheTargetItIsRefused(Database.Kind kind) throws Exception {
        fill(sqlite);
        fill(postgresql);
        Database other = kind == Database.Kind.SQLITE ? postgresql : sqlite;
        Database running = kind == Database.Kind.SQLITE ? sqlite : postgresql;
        try (RunningStore service = new RunningStore(running).start()) {
            assertThat(service.leadership().isHeld()).isTrue();

            assertThat(move(running, other).orElseThrow()).contains("A service works on ", "stop it");
            assertThat(move(other, running).orElseThrow()).contains("A service works on ", "stop it");
        }
        assertThat(progress).isEmpty();
    }

    @Test
    void whereThereIsNoJournalNothingIsMade() {
        assertThat(move(sqlite, postgresql).orElseThrow()).contains("There is no journal at", "journal.db");
        assertThat(move(postgresql, sqlite).orElseThrow()).contains("There is no journal at", postgresql.url());

        assertThat(Files.exists(folder.resolve("journal.db"))).isFalse();
        assertThat(new Catalogue(postgresql).tables()).isEmpty();
    }

    @Test
    void aJournalOfANewerVersionIsRefused() throws Exception {
        fill(sqlite);
        sqlite.execute(
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
                        + " installed_by, execution_time, success) VALUES (100, '100', 'future', 'SQL', 'V100__future.sql', '', 1, 1)");

        assertThat(move(sqlite, postgresql).orElseThrow()).contains("applied migration not resolved locally: 100");
    }

    @Test
    void oneOfBothMustBeSqliteAndTheOtherPostgresql() {
        assertThat(move(postgresql, postgresql).orElseThrow()).contains("pg_dump");
        assertThat(move(sqlite, sqlite).orElseThrow()).contains("One must be SQLite");
    }

    private Optional<String> move(Database from, Database to) {
        return JournalMove.copy(from.url(), to.url(), login(), progress::add);
    }

    private StoreConfig login() {
        return new StoreConfig() {
            @Override
            public String url() {
                throw new AssertionError("It is moved from where one said to where one said");
            }

            @Override
            public Optional<String> username() {
                return Optional.of(postgresql.username());
            }

            @Override
            public Optional<String> password() {
                return Optional.empty();
            }
        };
    }

    /** A stopped journal with rows in each table, of which some have nothing where that may be. */
    private static void fill(Database database) throws Exception {
        try (RunningJournal running = new RunningJournal(database)) {
            running.keep(Events.connected("a", 1), Events.connected("a", 2));
        }
        Catalogue catalogue = new Catalogue(database);
        for (Table table : catalogue.tables()) {
            catalogue.insert(table, row(table, 1));
            catalogue.insert(table, row(table, 2));
        }
        database.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, data, body)"
                + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + MANY + ")"
                + " SELECT 'many ' || i, 'a', 'connected', i, i, 'webhook', '{}', body FROM n, event WHERE seq = 3");
        database.execute("UPDATE event SET body = NULL, distinction = NULL WHERE seq = 1");
    }

    private static Map<String, Object> row(Table table, int number) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            if (!column.generated()) {
                row.put(column.name(), value(table, column, number));
            }
        }
        return row;
    }

    private static Object value(Table table, Column column, int number) {
        String text = "O'Hara ção 😀\n" + number;
        if (column.content() == Content.NUMBER) {
            // A lease that has run out, long ago.
            return table.name().equals("lease") ? (Object) number : (Object) (5_000_000_000L + number);
        }
        return column.content() == Content.BYTES ? ("\0\u00ff" + text).getBytes(StandardCharsets.UTF_8) : text;
    }

    private static List<String> rows(Database database) {
        return new Catalogue(database).rows().stream().sorted().toList();
    }
}
