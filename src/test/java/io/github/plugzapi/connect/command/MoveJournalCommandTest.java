package io.github.plugzapi.connect.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveJournalCommandTest {

    @TempDir
    Path folder;

    @Test
    void theCallbackUrlsStayTheSame() throws Exception {
        Database sqlite = Database.Kind.SQLITE.fresh(folder);
        Database postgresql = Database.Kind.POSTGRESQL.fresh(folder);
        try (RunningStore running = new RunningStore(sqlite).start()) {
            running.settings().findOrMake("webhook-secret", () -> "SecretMarkerOfTheTests");
        }
        String url = callbackUrl(sqlite);

        CommandLine moved = move(postgresql, sqlite.url(), postgresql.url());

        assertThat(moved.err()).isEmpty();
        assertThat(moved.exitCode()).isZero();
        assertThat(moved.out())
                .contains("setting ", "event  ", "rows, in both", "Set JOURNAL_URL")
                .doesNotContain("Marker");
        assertThat(callbackUrl(postgresql)).isEqualTo(url).contains("/webhooks/sales/");
    }

    @Test
    void aRefusalIsSaidAndNoSecret() {
        Database postgresql = Database.Kind.POSTGRESQL.fresh(folder);

        CommandLine refused = move(postgresql, "jdbc:sqlite:" + folder.resolve("none.db"), postgresql.url());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("The journal is not moved: There is no journal at", "none.db");
        assertThat(refused.err()).doesNotContain("Marker");
    }

    @Test
    void itAsksFromWhereToWhere() {
        assertThat(CommandLine.run(Map.of(), "move-journal").err()).contains("move-journal jdbc:sqlite:FILE");
        assertThat(CommandLine.run(Map.of(), "move-journal", "jdbc:sqlite:a").exitCode())
                .isEqualTo(2);
        assertThat(CommandLine.run(Map.of(), "move-journal", "a.db", "jdbc:postgresql://localhost/a")
                        .err())
                .contains("FROM must be jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
        assertThat(CommandLine.run(Map.of(), "move-journal", "jdbc:sqlite:a", "jdbc:postgresql://me:PasswordMarker@b/a")
                        .err())
                .contains("TO must not hold a user or a password")
                .doesNotContain("Marker");
    }

    private static CommandLine move(Database postgresql, String from, String to) {
        return CommandLine.run(
                Map.of("JOURNAL_USERNAME", postgresql.username(), "JOURNAL_PASSWORD", "PasswordMarker"),
                "move-journal",
                from,
                to);
    }

    private static String callbackUrl(Database database) {
        Map<String, String> environment = Map.of(
                "WEBHOOK_PUBLIC_URL",
                "https://connect.example",
                "JOURNAL_URL",
                database.url(),
                "JOURNAL_USERNAME",
                database.isShared() ? database.username() : "nobody");
        return CommandLine.run(environment, "callback-url", "sales").out();
    }
}
