package io.github.plugzapi.connect.subscription;

import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.journal.Journal;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The table {@code subscription}: until when each instance is paid for, also while PlugZapi cannot be asked for it. */
@Singleton
public class Subscriptions {

    /** So long before its end a subscription is to be renewed. */
    public static final Duration NEAR = Duration.ofDays(3);

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    /** Nobody pays for less: an end that moves by less is the same end, told with other digits. */
    private static final Duration SAME_END = Duration.ofHours(12);

    private static final String COLUMNS = "SELECT instance, paid_until, payment_status, told FROM subscription";

    private final Journal journal;

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

    Subscriptions(Journal journal) {
        this.journal = journal;
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
            known.putAll(journal.write(connection -> save(connection, news)));
            hasNews = true;
        } catch (SQLException e) {
            // It is said again soon.
            LOG.debugf(e, "It could not be kept until when instances are paid for");
        }
    }

    /**
     * Until when the instances are paid for, of all that PlugZapi said it of. Not for the event loop.
     *
     * @return a copy, by instance; the moments in it are not null; never null
     * @throws SQLException if the journal cannot be read
     */
    public Map<String, Subscription> all() throws SQLException {
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
    Map<String, Known> read() throws SQLException {
        Map<String, Known> all = journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS);
                    ResultSet rows = select.executeQuery()) {
                Map<String, Known> found = new ConcurrentHashMap<>();
                while (rows.next()) {
                    found.put(rows.getString(1), known(rows));
                }
                return found;
            }
        });
        known = all;
        return all;
    }

    /** A notice was given. */
    void told(String instance, Known notice, Duration left) throws SQLException {
        journal.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE subscription SET told = ? WHERE instance = ? AND paid_until = ?")) {
                update.setLong(1, left.toSeconds());
                update.setString(2, instance);
                update.setLong(3, notice.subscription().paidUntil().toEpochMilli());
                return update.executeUpdate();
            }
        });
    }

    private static Map<String, Known> save(Connection connection, Map<String, Subscription> news) throws SQLException {
        Map<String, Known> saved = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + " WHERE instance = ?");
                PreparedStatement upsert = connection.prepareStatement("INSERT INTO subscription (instance, paid_until,"
                        + " payment_status, told) VALUES (?, ?, ?, ?) ON CONFLICT (instance) DO UPDATE SET"
                        + " paid_until = excluded.paid_until, payment_status = excluded.payment_status,"
                        + " told = excluded.told")) {
            for (Map.Entry<String, Subscription> each : news.entrySet()) {
                Known next = next(select, each.getKey(), each.getValue());
                upsert.setString(1, each.getKey());
                upsert.setLong(2, next.subscription().paidUntil().toEpochMilli());
                upsert.setString(3, next.subscription().paymentStatus());
                if (next.told() == null) {
                    upsert.setNull(4, Types.BIGINT);
                } else {
                    upsert.setLong(4, next.told().toSeconds());
                }
                upsert.executeUpdate();
                saved.put(each.getKey(), next);
            }
        }
        return saved;
    }

    /** Another end has not been told of yet. */
    private static Known next(PreparedStatement select, String instance, Subscription subscription)
            throws SQLException {
        select.setString(1, instance);
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return new Known(subscription, null);
            }
            Known before = known(rows);
            Duration moved = Duration.between(before.subscription().paidUntil(), subscription.paidUntil());
            return new Known(subscription, moved.abs().compareTo(SAME_END) < 0 ? before.told() : null);
        }
    }

    private static Known known(ResultSet row) throws SQLException {
        Subscription subscription = new Subscription(Instant.ofEpochMilli(row.getLong(2)), row.getString(3));
        long told = row.getLong(4);
        return new Known(subscription, row.wasNull() ? null : Duration.ofSeconds(told));
    }
}
