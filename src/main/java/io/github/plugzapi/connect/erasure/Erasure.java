package io.github.plugzapi.connect.erasure;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.journal.EventErasure;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Erases what is kept about somebody, as Brazil's LGPD (Lei 13.709/2018, art. 18) gives them the right to ask. What was
 * passed on to other systems is theirs to erase.
 */
@Singleton
public class Erasure {

    private final Store store;
    private final EventErasure events;
    private final List<Erasable> erasables;

    Erasure(Store store, EventErasure events, @All List<Erasable> erasables) {
        this.store = store;
        this.events = events;
        this.erasables = erasables;
    }

    /**
     * Erases everything about an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return how many events were erased
     * @throws StoreUnavailable if the store cannot do it; then some may be left, and the call can be repeated
     */
    public int instance(String instance) {
        forget((erasable, sql) -> erasable.erase(sql, instance));
        int erased = events.erase(instance);
        forget((erasable, sql) -> erasable.erase(sql, instance));
        return erased;
    }

    /**
     * Erases everything about a phone number, in both its forms where it has two. An instance's current state stays, without
     * the number. Not for the event loop.
     *
     * @param phone the number; never null
     * @return how many events were erased
     * @throws StoreUnavailable if the store cannot do it; then some may be left, and the call can be repeated
     */
    public int phone(Phone phone) {
        if (!phone.isKnown()) {
            return 0;
        }
        PhoneInText written = new PhoneInText(phone);
        forget((erasable, sql) -> erasable.erase(sql, written));
        int erased = events.erase(written);
        forget((erasable, sql) -> erasable.erase(sql, written));
        return erased;
    }

    /** First so that nothing more is concluded of it, then once more because that may have been under way. */
    private void forget(BiConsumer<Erasable, Sql> erase) {
        store.writeAtLeisure(sql -> {
            // Who has something of it in memory, in whichever process, reads anew before it keeps anything.
            Settings.countErasure(sql);
            erasables.forEach(erasable -> erase.accept(erasable, sql));
            return null;
        });
    }
}
