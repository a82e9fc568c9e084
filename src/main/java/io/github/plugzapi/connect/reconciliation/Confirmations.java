package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The table {@code confirmation}: what PlugZapi answered last, for every process to read. */
@Singleton
public class Confirmations implements Erasable {

    private static final Logger LOG = Logger.getLogger(Confirmations.class);

    private final Store store;

    /** When PlugZapi last answered this process, by instance. */
    private final Map<String, Instant> answers = new ConcurrentHashMap<>();

    /** Those of them that other processes do not know of. */
    private final Set<String> unkept = ConcurrentHashMap.newKeySet();

    Confirmations(Store store, Ticker ticker) {
        this.store = store;
        ticker.every(Duration.ofSeconds(10), this::keepAnswers);
    }

    /** PlugZapi answered. That it did is worth no transaction of its own. */
    void answered(String instance, Instant at) {
        answers.put(instance, at);
        unkept.add(instance);
    }

    /** Nobody asks for it any more. */
    void gone(String instance) {
        answers.remove(instance);
        unkept.remove(instance);
    }

    /** For other processes, so not where there is none. */
    void keepAnswers() {
        if (!store.isShared()) {
            return;
        }
        List<String> kept = List.copyOf(unkept);
        unkept.removeAll(kept);
        List<Object[]> rows = kept.stream()
                .filter(answers::containsKey)
                .sorted()
                .map(instance -> new Object[] {answers.get(instance), instance})
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        try {
            store.write(sql -> sql.batch("UPDATE confirmation SET answered_at = ? WHERE instance = ?", rows));
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "Others learn with the next answers that PlugZapi has answered");
        }
    }

    /**
     * When PlugZapi last answered, of all instances that it was asked for; of those that another process asks for, as of some
     * seconds ago. Not for the event loop.
     *
     * @return the moments in UTC, by instance; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Map<String, Instant> answeredAt() {
        Map<String, Instant> all = new HashMap<>(answers);
        if (store.isShared()) {
            store.read(sql -> sql.map(
                            "SELECT instance, answered_at FROM confirmation WHERE answered_at IS NOT NULL",
                            row -> row.text("instance"),
                            row -> row.moment("answered_at")))
                    .forEach((instance, at) ->
                            all.merge(instance, at, (one, other) -> one.isAfter(other) ? one : other));
        }
        return all;
    }

    /**
     * What PlugZapi answered last, of all instances that it was asked for. Not for the event loop.
     *
     * @return a copy, by instance; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Map<String, Confirmation> all() {
        return store.read(
                sql -> sql.map("SELECT * FROM confirmation", row -> row.text("instance"), Confirmations::confirmation));
    }

    /**
     * Whom PlugZapi answered for when it was last asked. Not for the event loop.
     *
     * @return the instances' ids; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<String> answered() {
        return store.read(sql -> sql.list(
                "SELECT instance FROM confirmation WHERE unconfirmed_since IS NULL AND connected IS NOT NULL",
                row -> row.text("instance")));
    }

    /**
     * Whom PlugZapi was ever asked for, as it only is for instances that are configured or the account's. Not for the event loop.
     *
     * @param some instances' ids; never null
     * @return those of them; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Set<String> askedFor(Collection<String> some) {
        Set<String> askedFor = new HashSet<>();
        store.read(sql -> {
            sql.eachIn(
                    "SELECT instance FROM confirmation WHERE instance IN",
                    List.copyOf(some),
                    row -> askedFor.add(row.text("instance")));
            return null;
        });
        return askedFor;
    }

    /**
     * What is to be kept now.
     *
     * @param before what this process last read or kept of the same instance
     */
    record Change(Confirmation before, Confirmation now) {}

    /**
     * Keeps some, in one transaction, but for what was erased from the table since, perhaps by another process.
     *
     * @return what is kept of each, by instance
     */
    Map<String, Confirmation> save(Collection<Change> some) {
        return store.writeAlone(sql -> {
            Map<String, Confirmation> kept = new HashMap<>();
            sql.eachIn(
                    "SELECT * FROM confirmation WHERE instance IN",
                    some.stream().map(change -> change.now().instance()).toList(),
                    row -> kept.put(row.text("instance"), confirmation(row)));
            some.forEach(change -> kept.compute(change.now().instance(), (instance, there) -> change.now()
                    .withoutErased(change.before(), there == null ? Confirmation.none(instance) : there)));
            sql.upsert(
                    "confirmation",
                    "instance",
                    kept.values().stream().map(Confirmations::row).toList());
            return kept;
        });
    }

    /**
     * What is, or was told to be, unconfirmed.
     *
     * @param confirmation how the instance stands
     * @param lostSince since when it was told to be; null where that was not told, or is over
     */
    record Unconfirmed(Confirmation confirmation, Instant lostSince) {}

    /** All that is, or was told to be. */
    List<Unconfirmed> unconfirmed() {
        return store.read(sql -> sql.list(
                "SELECT * FROM confirmation WHERE unconfirmed_since IS NOT NULL OR lost_since IS NOT NULL",
                row -> new Unconfirmed(confirmation(row), row.moment("lost_since"))));
    }

    /** It was told to be unconfirmed since some moment, or, null, to be confirmed again. */
    void told(String instance, Instant lostSince) {
        store.write(
                sql -> sql.update("UPDATE confirmation SET lost_since = ? WHERE instance = ?", lostSince, instance));
    }

    private static Map<String, Object> row(Confirmation confirmation) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", confirmation.instance());
        row.put("unconfirmed_since", confirmation.unconfirmedSince());
        row.put("unconfirmed_reason", confirmation.unconfirmedReason());
        row.put("unconfirmed_refused", confirmation.unconfirmedRefused());
        row.put("connected", confirmation.connected());
        row.put("session", confirmation.session());
        row.put("smartphone_connected", confirmation.smartphoneConnected());
        row.put("error", confirmation.error());
        row.put("restore_attempts", confirmation.restoreAttempts());
        row.put("restore_at", confirmation.restoreAt());
        return row;
    }

    private static Confirmation confirmation(Row row) {
        return new Confirmation(
                row.text("instance"),
                row.moment("unconfirmed_since"),
                row.text("unconfirmed_reason"),
                Boolean.TRUE.equals(row.flag("unconfirmed_refused")),
                row.flag("connected"),
                row.flag("session"),
                row.flag("smartphone_connected"),
                row.text("error"),
                row.number("restore_attempts").intValue(),
                row.moment("restore_at"));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM confirmation WHERE instance = ?", instance);
        gone(instance);
    }

    /** PlugZapi is asked again soon; its words alone can hold a number. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("confirmation", "error", phone::isIn);
        sql.forget("confirmation", "unconfirmed_reason", phone::isIn);
    }
}
