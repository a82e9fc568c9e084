package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** The table {@code lost_registration}: of which instances it was told that PlugZapi does not call us, since when and why. */
@Singleton
class LostRegistrations implements Erasable {

    private final Store store;

    LostRegistrations(Store store) {
        this.store = store;
    }

    /** By instance. */
    Map<String, Standing.Lost> all() {
        return store.read(sql ->
                sql.map("SELECT * FROM lost_registration", row -> row.text("instance"), LostRegistrations::lost));
    }

    Optional<Standing.Lost> of(String instance) {
        return store.read(sql ->
                sql.first("SELECT * FROM lost_registration WHERE instance = ?", LostRegistrations::lost, instance));
    }

    private static Standing.Lost lost(Row row) {
        return new Standing.Lost(row.moment("since"), row.text("taken_by"), row.text("reason"));
    }

    void add(String instance, Standing.Lost lost) {
        store.write(sql -> sql.update(
                "INSERT INTO lost_registration (instance, since, taken_by, reason) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (instance) DO NOTHING",
                instance,
                lost.since(),
                lost.takenBy(),
                lost.reason()));
    }

    void remove(String instance) {
        store.write(sql -> sql.update("DELETE FROM lost_registration WHERE instance = ?", instance));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM lost_registration WHERE instance = ?", instance);
    }

    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("lost_registration", "taken_by", phone::isIn);
        sql.forget("lost_registration", "reason", phone::isIn);
    }
}
