package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/** The table {@code lost_registration}: of which instances it was told that PlugZapi does not call us, and since when. */
@Singleton
class LostRegistrations implements Erasable {

    private final Store store;

    LostRegistrations(Store store) {
        this.store = store;
    }

    Map<String, Instant> all() {
        return store.read(sql ->
                sql.map("SELECT * FROM lost_registration", row -> row.text("instance"), row -> row.moment("since")));
    }

    void add(String instance, Instant since) {
        store.write(sql -> sql.update(
                "INSERT INTO lost_registration (instance, since) VALUES (?, ?) ON CONFLICT (instance) DO NOTHING",
                instance,
                since));
    }

    void remove(String instance) {
        store.write(sql -> sql.update("DELETE FROM lost_registration WHERE instance = ?", instance));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM lost_registration WHERE instance = ?", instance);
    }

    /** It holds none. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {}
}
