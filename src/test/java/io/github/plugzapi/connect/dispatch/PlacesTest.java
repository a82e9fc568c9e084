package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {

    @TempDir
    Path folder;

    /** Each second it is asked which instances wait. */
    @Test
    void ofWhatWaitsTheIndexesTellWhichInstancesDoAndWhatEachWaitsFor() throws Exception {
        assertThat(plan(Places.WAITING, "'slow'")).anyMatch(step -> step.contains("INDEX redelivery_"));
        assertThat(plan(Places.OF_INSTANCE, "'slow'", "'a'", "0", "50"))
                .anyMatch(step ->
                        step.contains("redelivery_instance (subscriber=? AND instance=? AND set_aside=? AND seq>?"))
                .noneMatch(step -> step.matches("SCAN .*"));
    }

    /** The store's one writer does it. */
    @Test
    void howManyEventsWaitMakesItNoSlowerToTellWhetherOneMayBePurged() throws Exception {
        assertThat(plan(Retention.OLD, "0", "500", "1", "1", "1"))
                .anyMatch(step -> step.contains("redelivery_seq (seq=?)"))
                .noneMatch(step -> step.matches("SCAN (?!p$).*"));
    }

    /** How SQLite finds the answer, with a plain value for each parameter. */
    private List<String> plan(String sql, String... values) throws Exception {
        Database database = Database.Kind.SQLITE.fresh(folder);
        try (Replica replica = Replica.on(database).open()) {
            String query = Stream.of(values).reduce(sql, (text, value) -> text.replaceFirst("\\?", value));
            return replica.store.read(sqlite -> sqlite.list("EXPLAIN QUERY PLAN " + query, row -> row.text("detail")));
        }
    }
}
