package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.StoreOpened;
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
        try (RunningStore running = new RunningStore(database).start()) {
            url = keys(running.settings(), NO_SECRET).callbackUrl("a").orElseThrow();
        }
        try (RunningStore running = new RunningStore(database).start()) {
            assertThat(keys(running.settings(), NO_SECRET).callbackUrl("a")).contains(url);
        }
    }

    @Test
    void aSecretThatWasMadeIsTheSameForAllProcesses() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (RunningStore one = new RunningStore(database).start();
                RunningStore two = new RunningStore(database).start()) {
            assertThat(keys(one.settings(), NO_SECRET).callbackUrl("a"))
                    .isPresent()
                    .isEqualTo(keys(two.settings(), NO_SECRET).callbackUrl("a"));
        }
    }

    @Test
    void twoJournalsHaveTwoSecrets() throws Exception {
        try (RunningStore one = new RunningStore(Database.sqlite(folder.resolve("one.db"))).start();
                RunningStore two = new RunningStore(Database.sqlite(folder.resolve("two.db"))).start()) {
            assertThat(keys(one.settings(), NO_SECRET).callbackUrl("a"))
                    .isNotEqualTo(keys(two.settings(), NO_SECRET).callbackUrl("a"));
        }
    }

    @Test
    void theDoorStaysShutUntilTheSecretIsKnown() throws Exception {
        try (RunningStore running = new RunningStore(Database.Kind.SQLITE.fresh(folder)).start()) {
            CallbackKeys keys = new CallbackKeys(Configuration.of(WebhookConfig.class, NO_SECRET), running.settings());
            assertThat(keys.isReady()).isFalse();
            assertThat(keys.open("a", "")).isFalse();
            assertThat(keys.callbackUrl("a")).isEmpty();
            keys.load(new StoreOpened());
            assertThat(keys.isReady()).isTrue();
        }
    }

    @Test
    void aSecretThatWasMadeStillOpensTheDoorWhenTheUserSetsOneLater() throws Exception {
        try (RunningStore running = new RunningStore(Database.Kind.SQLITE.fresh(folder)).start()) {
            String madeKey = key(keys(running.settings(), NO_SECRET));
            CallbackKeys later = keys(
                    running.settings(),
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

    private static CallbackKeys keys(Settings settings, Map<String, String> properties) throws SQLException {
        CallbackKeys keys = new CallbackKeys(Configuration.of(WebhookConfig.class, properties), settings);
        keys.load(new StoreOpened());
        return keys;
    }
}
