package io.github.plugzapi.connect.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RebuildUptimeCommandTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void itSaysWhatItHasRebuiltWhileTheServiceRunsAndWhileItDoesNot(Database.Kind kind) throws Exception {
        Database database = kind.fresh(folder);
        try (RunningJournal running = new RunningJournal(database)) {
            running.keep(Events.connected("one", 1), Events.connected("two", 2), Events.connected("two", 100_000));

            assertThat(rebuild(database).out())
                    .isEqualToIgnoringNewLines("The uptime is rebuilt: instances 2, days 2, from 3 events");
        }
        assertThat(database.count("uptime_day")).isEqualTo(2);
        database.execute("DELETE FROM uptime_day");

        CommandLine rebuilt = rebuild(database);

        assertThat(rebuilt.exitCode()).as(rebuilt.err()).isZero();
        assertThat(database.count("uptime_day")).isEqualTo(2);
    }

    @Test
    void whereThereIsNoJournalNoneIsMade() {
        Database none = Database.sqlite(folder.resolve("none.db"));

        CommandLine rebuilt = rebuild(none);

        assertThat(rebuilt.exitCode()).isEqualTo(2);
        assertThat(rebuilt.err()).contains("The uptime is not rebuilt: There is no journal at", "none.db");
        assertThat(Files.exists(folder.resolve("none.db"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aJournalThatLacksTheTableIsNoneOfThisVersion(Database.Kind kind) {
        Database database = kind.fresh(folder);
        database.execute("CREATE TABLE customer (name TEXT)");

        CommandLine rebuilt = rebuild(database);

        assertThat(rebuilt.exitCode()).isEqualTo(2);
        assertThat(rebuilt.err()).contains("Was a service of this version ever started on this journal?");
    }

    @Test
    void itTakesNothingMore() {
        CommandLine rebuilt = CommandLine.run(Map.of(), "rebuild-uptime", "one");

        assertThat(rebuilt.exitCode()).isEqualTo(2);
        assertThat(rebuilt.err()).contains("rebuild-uptime takes nothing more");
    }

    private static CommandLine rebuild(Database database) {
        return CommandLine.run(new TreeMap<>(database.environment()), "rebuild-uptime");
    }
}
