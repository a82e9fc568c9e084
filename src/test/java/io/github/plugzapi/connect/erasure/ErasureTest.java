package io.github.plugzapi.connect.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.alert.AlertFixtures;
import io.github.plugzapi.connect.audit.AuditFixtures;
import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.delivery.DeliveryFixtures;
import io.github.plugzapi.connect.dispatch.DispatchFixtures;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.incident.IncidentFixtures;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.reconciliation.ReconciliationFixtures;
import io.github.plugzapi.connect.reconnect.ReconnectFixtures;
import io.github.plugzapi.connect.registration.RegistrationFixtures;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.subscription.SubscriptionFixtures;
import io.github.plugzapi.connect.testsupport.Catalogue;
import io.github.plugzapi.connect.testsupport.Catalogue.Column;
import io.github.plugzapi.connect.testsupport.Catalogue.Content;
import io.github.plugzapi.connect.testsupport.Catalogue.Table;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.uptime.UptimeFixtures;
import io.github.plugzapi.connect.webhook.WebhookFixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is left of what was erased, in all tables that the database itself knows: whoever adds a table that holds something
 * of an instance, or a column that may hold a phone number, and forgets to erase from it, sees it here.
 */
@ParameterizedClass
@EnumSource
class ErasureTest {

    private static final Phone PHONE = new Phone("5544999991234");

    /** Texts that are our own words, names, numbers or moments; a {@code distinction} that is not stands in the body, too. */
    private static final Set<String> WITHOUT_PHONE = Set.of(
            "about",
            "action",
            "asked",
            "by_whom",
            "changes",
            "distinction",
            "ended",
            "event",
            "from_address",
            "hash",
            "id",
            "instance",
            "key",
            "kind",
            "last_status",
            "made_by",
            "sink",
            "sort",
            "source",
            "status",
            "subscriber",
            "told",
            "who");

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;
    private Catalogue catalogue;
    private RunningJournal running;
    private Erasure erasure;
    private List<Table> personal;
    private int number;

    @BeforeEach
    void open() throws SQLException {
        database = kind.fresh(folder);
        catalogue = new Catalogue(database);
        MovableClock clock = new MovableClock();
        running = new RunningJournal(database);
        Store store = running.store();
        Journal journal = running.journal();
        Connections connections =
                ConnectionFixtures.connections(InstanceFixtures.instances(Map.of()), store, journal, clock);
        erasure = running.erasure(
                connections,
                DeliveryFixtures.attempts(store, clock),
                DispatchFixtures.erasable(
                        IncidentFixtures.incidents(store, journal, running.leadership(), connections, clock),
                        UptimeFixtures.keeping(store, clock)),
                ReconciliationFixtures.confirmations(store),
                RegistrationFixtures.lost(store),
                ReconnectFixtures.links(store, clock),
                AlertFixtures.table(store, clock),
                AlertFixtures.mutes(store, clock),
                AuditFixtures.audit(store, clock),
                SubscriptionFixtures.subscriptions(store),
                WebhookFixtures.quarantine(store, clock));
        personal = personal();
    }

    /** The tables that hold something of an instance or a phone number, that of the events first. */
    private List<Table> personal() {
        List<Table> tables = catalogue.tables().stream()
                .filter(table -> table.has("instance") || table.has("phone"))
                .sorted(Comparator.comparing(table -> !table.name().equals("event")))
                .toList();
        assertThat(tables).extracting(Table::name).startsWith("event").contains("connection", "quarantine");
        return tables;
    }

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void nothingIsLeftOfAnErasedInstanceInAnyTableAndAllOfEveryOther() throws SQLException {
        List<Table> tables =
                personal.stream().filter(table -> table.has("instance")).toList();
        for (Table table : tables) {
            catalogue.insert(table, row(table, "erased"));
            catalogue.insert(table, row(table, "kept"));
        }
        Map<String, List<String>> kept = rowsOf("kept");

        assertThat(erasure.instance("erased")).isEqualTo(1);

        assertThat(catalogue.rows()).filteredOn(row -> row.contains("erased")).isEmpty();
        assertThat(rowsOf("kept")).isEqualTo(kept);
        assertThat(kept)
                .hasSameSizeAs(tables)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "5544999991234, 5511988881234",
        "554499991234, 551188881234",
        "+55 (44) 99999-1234, +55 (11) 98888-1234",
        "5544999991234, 55449999912345",
    })
    void nothingIsLeftOfAnErasedPhoneNumberInAnyColumnAndAllOfEveryOther(String written, String other)
            throws SQLException {
        for (Table table : personal) {
            for (Column column : table.columns()) {
                if (mayHoldAPhone(column)) {
                    insert(table, column, "erased", written);
                    insert(table, column, "kept", other);
                }
            }
        }
        Map<String, List<String>> kept = rowsOf("kept");

        erasure.phone(PHONE);

        assertThat(catalogue.rows())
                .filteredOn(row -> !row.contains("kept"))
                .filteredOn(row -> row.contains(written)
                        || row.contains(Phone.parse(written).digits()))
                .isEmpty();
        assertThat(rowsOf("kept")).isEqualTo(kept);
    }

    private static boolean mayHoldAPhone(Column column) {
        return column.content() != Content.NUMBER && !WITHOUT_PHONE.contains(column.name());
    }

    /** A row that holds a phone number in one of its columns, and is of an instance that no other row of its table is of. */
    private void insert(Table table, Column column, String prefix, String written) {
        Map<String, Object> row = row(table, prefix + "-" + column.name());
        String text = column.name().equals("phone")
                ? Phone.parse(written).digits()
                : "The phone " + written + " was logged out";
        row.put(column.name(), content(column, text));
        catalogue.insert(table, row);
    }

    private static Object content(Column column, String text) {
        if (column.name().equals("data")) {
            return "{\"error\":\"" + text + "\"}";
        }
        return column.content() == Content.BYTES ? text.getBytes(StandardCharsets.UTF_8) : text;
    }

    /** A row of an instance that has something in each column, and nothing that any other row has but its instance. */
    private Map<String, Object> row(Table table, String instance) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            if (!column.generated()) {
                row.put(column.name(), value(column, instance));
            }
        }
        return row;
    }

    private Object value(Column column, String instance) {
        number++;
        if (column.name().equals("instance")) {
            return instance;
        }
        if (column.name().equals("seq")) {
            return seq(instance);
        }
        return column.content() == Content.NUMBER
                ? (Object) number
                : content(column, instance + ": " + column.name() + " " + number);
    }

    /** A sequence number is that of an event of the same instance. */
    private long seq(String instance) {
        Table events = personal.get(0);
        String select = "SELECT seq FROM event WHERE instance = '" + instance + "'";
        if (database.column(select).isEmpty()) {
            catalogue.insert(events, row(events, instance));
        }
        return Long.parseLong(database.column(select).get(0));
    }

    private Map<String, List<String>> rowsOf(String prefix) {
        return personal.stream().collect(Collectors.toMap(Table::name, table -> catalogue.rows(table).stream()
                .filter(row -> row.contains(prefix))
                .sorted()
                .toList()));
    }
}
