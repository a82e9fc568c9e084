package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of several processes on one PostgreSQL, none of which renews by itself. */
class LeadershipTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Database database;
    private RunningStore running;
    private Leadership one;
    private Leadership two;

    @BeforeEach
    void begin() throws Exception {
        database = Database.Kind.POSTGRESQL.fresh(folder);
        running = new RunningStore(database);
        running.openQuietly();
        one = running.another(clock, LONG);
        two = running.another(clock, LONG);
    }

    @AfterEach
    void end() throws SQLException {
        running.close();
    }

    @Test
    void oneOfThemLeadsAndWhoeverRenewsGoesOnInTheSameTerm() {
        assertThat(one.isHeld()).isFalse();
        assertThat(one.renew()).isTrue();
        long term = one.term();
        assertThat(two.renew()).isFalse();
        assertThat(one.renew()).isTrue();

        assertThat(one.isHeld()).isTrue();
        assertThat(one.term()).isEqualTo(term);
        assertThat(confirm(one, term)).isTrue();
        assertThat(two.isHeld()).isFalse();
        assertThat(confirm(two, term)).isFalse();
    }

    @Test
    void whoLooksWhetherAnotherLeadsDoesNotTouchTheRowThatTheOtherOneNeeds() {
        one.renew();
        String row = "SELECT xmin || ' ' || xmax || ' ' || ctid FROM lease";
        List<String> before = database.column(row);

        assertThat(two.renew()).isFalse();

        assertThat(database.column(row)).isEqualTo(before);
    }

    /** Meanwhile the clock stands still that the process measures pauses by. */
    @Test
    void aMachineThatWasSuspendedForLongerThanItsLeaseDoesNotLeadWhenItWakes() {
        one.renew();
        clock.forward(LONG.minusMillis(1));
        assertThat(one.isHeld()).isTrue();

        clock.forward(Duration.ofMillis(1));
        assertThat(one.isHeld()).isFalse();

        one.renew();
        assertThat(one.isHeld()).isTrue();
    }

    @Test
    void whoLeadsAgainAfterAnotherHasLedIsInAnotherTerm() {
        one.renew();
        long term = one.term();
        expire();
        assertThat(two.renew()).isTrue();
        expire();
        assertThat(one.renew()).isTrue();

        assertThat(one.isHeld()).isTrue();
        assertThat(one.term()).isGreaterThan(term);
        assertThat(confirm(one, term)).isFalse();
        assertThat(confirm(one, one.term())).isTrue();
    }

    private void expire() {
        database.execute("UPDATE lease SET expires_at = 0");
    }

    private boolean confirm(Leadership leadership, long term) {
        try (var connection = database.connect()) {
            return leadership.confirm(new Sql(connection, false), term);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
