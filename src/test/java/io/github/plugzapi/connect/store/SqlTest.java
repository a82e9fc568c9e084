package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlTest {

    private static final String FIND = "SELECT value FROM setting WHERE name = ?";
    private static final String INSERT = "INSERT INTO setting (name, value) VALUES (?, ?)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aStatementThatIsUsedAgainTakesTheNewParametersAlone(Database.Kind kind) throws Exception {
        try (RunningStore running = new RunningStore(kind.fresh(folder)).start()) {
            List<String> found = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                running.store().write(sql -> {
                    sql.batch(INSERT, List.of(row("a", number), row("b", number)));
                    found.addAll(sql.list(FIND, row -> row.text("value"), "a" + number));
                    return found.addAll(sql.list(FIND, row -> row.text("value"), "never"));
                });
            }
            assertThat(found)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStatementCanBeUsedWhileItsOwnRowsAreRead(Database.Kind kind) throws Exception {
        try (RunningStore running = new RunningStore(kind.fresh(folder)).start()) {
            List<String> found = running.store().write(sql -> {
                sql.batch(INSERT, List.of(row("a", 1), row("b", 2)));
                String like = "SELECT name FROM setting WHERE name LIKE ? ORDER BY name";
                List<String> names = new ArrayList<>();
                sql.each(
                        like,
                        row -> {
                            names.add(row.text("name"));
                            sql.each(like, inner -> names.add("in " + inner.text("name")), "b%");
                        },
                        "_%");
                return names.stream()
                        .filter(name -> name.matches("(in )?[ab][12]"))
                        .toList();
            });
            assertThat(found).containsExactly("a1", "in b2", "b2", "in b2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFailedIsNotInTheWayOfWhatComesNext(Database.Kind kind) throws Exception {
        try (RunningStore running = new RunningStore(kind.fresh(folder)).start()) {
            Store store = running.store();
            store.write(sql -> sql.update(INSERT, row("a", 1)));
            assertThatThrownBy(
                            () -> store.write(sql -> sql.update(INSERT, row("a", 2)) + sql.update(INSERT, row("a", 1))))
                    .isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.write(sql -> {
                        sql.update(INSERT, row("a", 2));
                        throw new IllegalStateException("on purpose");
                    }))
                    .hasMessage("on purpose");

            assertThat(store.<Integer>write(sql -> sql.update(INSERT, row("a", 2))))
                    .isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void manyRowsAreInsertedInTheirOrderHoweverManyTheyAre(Database.Kind kind) throws Exception {
        try (RunningStore running = new RunningStore(kind.fresh(folder)).start()) {
            Store store = running.store();
            for (int many : new int[] {0, 1, 3, 127, 128, 300}) {
                List<Object[]> rows = IntStream.rangeClosed(1, many)
                        .mapToObj(number ->
                                new Object[] {"i" + many, number, number % 2 == 0 ? null : "text", "x", new byte[] {1}})
                        .toList();
                store.write(sql -> {
                    sql.insert("quarantine", "instance, received_at, content_type, reason, body", rows);
                    return null;
                });

                assertThat(store.<List<Long>>read(sql -> sql.list(
                                "SELECT received_at AS n FROM quarantine WHERE instance = ? ORDER BY id",
                                row -> row.number("n"),
                                "i" + many)))
                        .isEqualTo(LongStream.rangeClosed(1, many).boxed().toList());
            }
        }
    }

    /** Otherwise whoever waited for the others would append without seeing what they did. */
    @Test
    void whateverTheDatabaseIsSetToATransactionSeesWhatOthersHaveCommitted() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation ="
                + " ''repeatable read''', current_database()); END $$");
        try (RunningStore running = new RunningStore(database).start()) {
            assertThat(running.store()
                            .<Optional<String>>write(sql -> sql.first(
                                    "SELECT current_setting('transaction_isolation') AS level",
                                    row -> row.text("level"))))
                    .contains("read committed");
        }
    }

    /** What the pool keeps of each result would otherwise grow as long as the process lives. */
    @Test
    void whoeverWritesForLongTakesAnotherConnectionNowAndThen() throws Exception {
        int many = 2 * io.github.plugzapi.connect.store.Database.TRANSACTIONS_OF_A_CONNECTION + 1;
        try (RunningStore running = new RunningStore(Database.Kind.SQLITE.fresh(folder)).start()) {
            Set<Sql> used = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int i = 0; i < many; i++) {
                running.store().write(used::add);
            }
            assertThat(used).hasSizeBetween(3, 4);
        }
    }

    @Test
    void aConnectionThatTheServerHasEndedIsReplaced() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (RunningStore running = new RunningStore(database).start()) {
            Store store = running.store();
            store.write(sql -> sql.update(INSERT, row("a", 1)));
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

            await().ignoreExceptionsInstanceOf(StoreUnavailable.class)
                    .until(() -> store.<Integer>write(sql -> sql.update(INSERT, row("a", 2))) == 1);
        }
    }

    private static Object[] row(String letter, int number) {
        return new Object[] {letter + number, Integer.toString(number)};
    }

    @Test
    void whatASlowReaderHadKeptInTheLogIsGivenBackToTheDisk() throws Exception {
        Database database = Database.Kind.SQLITE.fresh(folder);
        Path log = folder.resolve("journal.db-wal");
        try (RunningStore running = new RunningStore(database).start()) {
            write(running, 1);
            try (Connection reader = database.connect();
                    Statement statement = reader.createStatement()) {
                statement.execute("BEGIN");
                assertThat(statement.executeQuery("SELECT * FROM setting").next())
                        .isTrue();
                write(running, 40);
                assertThat(Files.size(log)).isGreaterThan(30_000_000);
            }

            // It is begun anew when all of it is in the database.
            write(running, 5);

            assertThat(Files.size(log)).isLessThan(17_000_000);
        }
    }

    private static void write(RunningStore running, int megabytes) {
        for (int i = 0; i < megabytes; i++) {
            // What is not changed is not written.
            String value = String.valueOf((char) ('A' + i)).repeat(1_000_000);
            running.store()
                    .write(sql -> sql.update(
                            "INSERT INTO setting (name, value) VALUES ('large', ?)"
                                    + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                            value));
        }
    }
}
