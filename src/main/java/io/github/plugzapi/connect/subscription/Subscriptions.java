package io.github.plugzapi.connect.subscription;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The table {@code subscription}: until when each instance is paid for, also while PlugZapi cannot be asked for it. */
@Singleton
public class Subscriptions implements Erasable {

    /** So long before its end a subscription is to be renewed. */
    public static final Duration NEAR = Duration.ofDays(3);

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    /** Nobody pays for less: an end that moves by less is the same end, told with other digits. */
    private static final Duration SAME_END = Duration.ofHours(12);

    private final Store store;

    /** What the table was last seen to hold: PlugZapi repeats itself all the time. */
    private volatile Map<String, Known> known = new ConcurrentHashMap<>();

    private volatile boolean hasNews;

    /**
     * What is kept of an instance.
     *
     * @param subscription until when it is paid for; never null, nor is the moment in it
     * @param told which notice of that end was given last, as the time that was left; null if none was
     */
    record Known(Subscription subscription, Duration told) {}

    Subscriptions(Store store) {
        this.store = store;
    }

    /**
     * Keeps what PlugZapi says. Where it does not say when the end is, what it said before stays. What is known already costs
     * nothing. Not for the event loop.
     *
     * @param said what it says, by PlugZapi's id of the instance, of as many instances as it said it of; never null
     */
    public void learnt(Map<String, Subscription> said) {
        Map<String, Subscription> news = new HashMap<>();
        said.forEach((instance, subscription) -> {
            Known before = known.get(instance);
            if (subscription.paidUntil() != null
                    && (before == null || !before.subscription().equals(subscription))) {
                news.put(instance, subscription);
            }
        });
        if (news.isEmpty()) {
            return;
        }
        try {
            known.putAll(store.write(sql -> save(sql, news)));
            hasNews = true;
        } catch (StoreUnavailable e) {
            // It is said again soon.
            LOG.debugf(e, "It could not be kept until when instances are paid for");
        }
    }

    /**
     * Until when the instances are paid for, of all that PlugZapi said it of. Not for the event loop.
     *
     * @return a copy, by instance; the moments in it are not null; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Map<String, Subscription> all() {
        Map<String, Subscription> all = new HashMap<>();
        read().forEach((instance, kept) -> all.put(instance, kept.subscription()));
        return all;
    }

    /** Whether another end was learnt in this process since this was asked last. */
    boolean hasNews() {
        boolean news = hasNews;
        hasNews = false;
        return news;
    }

    /** What the table holds now. */
    Map<String, Known> read() {
        Map<String, Known> all = new ConcurrentHashMap<>(store.read(
                sql -> sql.map("SELECT * FROM subscription", row -> row.text("instance"), Subscriptions::known)));
        known = all;
        return all;
    }

    /** A notice was given. */
    void told(String instance, Known notice, Duration left) {
        store.write(sql -> sql.update(
                "UPDATE subscription SET told = ? WHERE instance = ? AND paid_until = ?",
                left,
                instance,
                notice.subscription().paidUntil()));
    }

    private static Map<String, Known> save(Sql sql, Map<String, Subscription> news) {
        Map<String, Known> saved = new HashMap<>();
        news.forEach((instance, subscription) -> saved.put(instance, next(sql, instance, subscription)));
        sql.upsert(
                "subscription",
                "instance",
                saved.entrySet().stream()
                        .map(each -> row(each.getKey(), each.getValue()))
                        .toList());
        return saved;
    }

    /** Another end has not been told of yet. */
    private static Known next(Sql sql, String instance, Subscription subscription) {
        return sql.first("SELECT * FROM subscription WHERE instance = ?", Subscriptions::known, instance)
                .filter(before -> Duration.between(before.subscription().paidUntil(), subscription.paidUntil())
                                .abs()
                                .compareTo(SAME_END)
                        < 0)
                .map(before -> new Known(subscription, before.told()))
                .orElse(new Known(subscription, null));
    }

    private static Map<String, Object> row(String instance, Known known) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", instance);
        row.put("paid_until", known.subscription().paidUntil());
        row.put("payment_status", known.subscription().paymentStatus());
        row.put("told", known.told());
        return row;
    }

    private static Known known(Row row) {
        return new Known(new Subscription(row.moment("paid_until"), row.text("payment_status")), row.duration("told"));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM subscription WHERE instance = ?", instance);
        known.remove(instance);
    }

    /** PlugZapi's words alone can hold a number. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("subscription", "payment_status", phone::isIn);
        known.values().removeIf(kept -> phone.isIn(kept.subscription().paymentStatus()));
    }
}
