package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalOpened;
import io.github.plugzapi.connect.journal.RunningJournal;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbackKeysTest {

    private static final Map<String, String> NO_SECRET = Map.of("webhook.public-url", "https://example.com");

    @TempDir
    Path folder;

    @Test
    void aSecretThatWasMadeIsKeptAcrossRestarts() throws Exception {
        Database database = Database.Kind.SQLITE.fresh(folder);
        String url;
        try (RunningJournal running = new RunningJournal(database)) {
            url = keys(running.journal(), NO_SECRET).callbackUrl("a").orElseThrow();
        }
        try (RunningJournal running = new RunningJournal(database)) {
            assertThat(keys(running.journal(), NO_SECRET).callbackUrl("a")).contains(url);
        }
    }

    @Test
    void aSecretThatWasMadeIsTheSameForAllProcesses() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (RunningJournal one = new RunningJournal(database);
                RunningJournal two = new RunningJournal(database)) {
            assertThat(keys(one.journal(), NO_SECRET).callbackUrl("a"))
                    .isPresent()
                    .isEqualTo(keys(two.journal(), NO_SECRET).callbackUrl("a"));
        }
    }

    @Test
    void twoJournalsHaveTwoSecrets() throws Exception {
        try (RunningJournal one = new RunningJournal(Database.sqlite(folder.resolve("one.db")));
                RunningJournal two = new RunningJournal(Database.sqlite(folder.resolve("two.db")))) {
            assertThat(keys(one.journal(), NO_SECRET).callbackUrl("a"))
                    .isNotEqualTo(keys(two.journal(), NO_SECRET).callbackUrl("a"));
        }
    }

    @Test
    void theDoorStaysShutUntilTheSecretIsKnown() throws Exception {
        try (RunningJournal running = new RunningJournal(Database.Kind.SQLITE.fresh(folder))) {
            CallbackKeys keys = new CallbackKeys(Configuration.of(WebhookConfig.class, NO_SECRET), running.journal());
            assertThat(keys.isReady()).isFalse();
            assertThat(keys.open("a", "")).isFalse();
            assertThat(keys.callbackUrl("a")).isEmpty();
            keys.load(new JournalOpened());
            assertThat(keys.isReady()).isTrue();
        }
    }

    @Test
    void aSecretThatWasMadeStillOpensTheDoorWhenTheUserSetsOneLater() throws Exception {
        try (RunningJournal running = new RunningJournal(Database.Kind.SQLITE.fresh(folder))) {
            String madeKey = key(keys(running.journal(), NO_SECRET));
            CallbackKeys later = keys(
                    running.journal(),
                    Map.of("webhook.public-url", "https://example.com", "webhook.secret", "the user's"));
            assertThat(key(later)).isEqualTo(new CallbackKey("the user's").of("a"));
            assertThat(later.open("a", key(later))).isTrue();
            assertThat(later.open("a", madeKey)).isTrue();
        }
    }

    private static String key(CallbackKeys keys) {
        String url = keys.callbackUrl("a").orElseThrow();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static CallbackKeys keys(Journal journal, Map<String, String> properties) throws SQLException {
        CallbackKeys keys = new CallbackKeys(Configuration.of(WebhookConfig.class, properties), journal);
        keys.load(new JournalOpened());
        return keys;
    }
}
