package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbackKeysTest {

    private static final String SECRET = "a secret that is long enough";
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
            assertThat(keys.areComplete()).isFalse();
            assertThat(keys.open("a", "")).isFalse();
            assertThat(keys.callbackUrl("a")).isEmpty();
            keys.load(new Store.Opened());
            assertThat(keys.areComplete()).isTrue();
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

    @Test
    void onlyTheWholeKeyOfTheInstanceOpensTheDoorAlsoOnceItIsRemembered() {
        CallbackKeys keys = new CallbackKeys(
                Configuration.of(
                        WebhookConfig.class, Map.of("webhook.secret", SECRET, "webhook.previous-secret", "before")),
                null);
        String key = new CallbackKey(SECRET).of("one");
        String previous = new CallbackKey("before").of("one");

        for (int i = 0; i < 2; i++) {
            assertThat(keys.open("two", key)).isFalse();
            assertThat(keys.open("one", key.substring(1))).isFalse();
            assertThat(keys.open("one", key + "A")).isFalse();
            assertThat(keys.open("one", key.toLowerCase(Locale.ROOT))).isFalse();
            assertThat(keys.open("one", "")).isFalse();
            assertThat(keys.open("one", key)).isTrue();
            assertThat(keys.open("one", previous)).isTrue();
        }
    }

    @Test
    void theSecretThatWasMadeOpensTheDoorAlsoForWhoCameBeforeItWasKnown() throws Exception {
        try (RunningStore running = new RunningStore(Database.Kind.SQLITE.fresh(folder)).start()) {
            String madeKey = key(keys(running.settings(), NO_SECRET));
            CallbackKeys keys = new CallbackKeys(
                    Configuration.of(WebhookConfig.class, Map.of("webhook.secret", SECRET)), running.settings());
            assertThat(keys.open("a", new CallbackKey(SECRET).of("a"))).isTrue();
            assertThat(keys.open("a", madeKey)).isFalse();

            keys.load(new Store.Opened());

            assertThat(keys.open("a", madeKey)).isTrue();
        }
    }

    @Test
    void whatIsRememberedIsBoundedAndStrangersDoNotFillIt() {
        CallbackKeys keys =
                new CallbackKeys(Configuration.of(WebhookConfig.class, Map.of("webhook.secret", SECRET)), null);
        CallbackKey key = new CallbackKey(SECRET);
        for (int i = 0; i <= CallbackKeys.MAX_REMEMBERED; i++) {
            assertThat(keys.open("instance-" + i, key.of("instance-" + i))).isTrue();
            assertThat(keys.open("stranger-" + i, "guessed")).isFalse();
            assertThat(keys.remembered()).isBetween(1, CallbackKeys.MAX_REMEMBERED);
        }
        assertThat(keys.remembered()).isOne();
        assertThat(keys.open("instance-0", key.of("instance-0"))).isTrue();
        assertThat(keys.open("instance-0", key.of("instance-1"))).isFalse();
    }

    private static String key(CallbackKeys keys) {
        String url = keys.callbackUrl("a").orElseThrow();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static CallbackKeys keys(Settings settings, Map<String, String> properties) throws SQLException {
        CallbackKeys keys = new CallbackKeys(Configuration.of(WebhookConfig.class, properties), settings);
        keys.load(new Store.Opened());
        return keys;
    }
}
