package io.github.plugzapi.connect.reconnect;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Secrets;
import io.github.plugzapi.connect.text.Text;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The table {@code reconnect_link}: links with which whoever holds a phone can bring its number back, and do nothing else.
 * Whoever has the token has the link, so only a hash of it is kept. An instance has one link: a newer one takes the place of the
 * older. It ends after a day, when somebody revokes it, and when the number is back. All processes know the same of it.
 */
@Singleton
public class ReconnectLinks implements Erasable {

    /** How long a link lives. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    /** Who does in the audit what is done with a link. */
    public static final String USER = "reconnect link";

    /** For so long after its end somebody is told why it has ended. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    private static final Logger LOG = Logger.getLogger(ReconnectLinks.class);

    /** So many bytes in Base64, without what fills it up. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final int MAX_NAME = 200;

    private final Store store;
    private final Instances instances;
    private final Clock clock;

    ReconnectLinks(Store store, Instances instances, Clock clock, Ticker ticker) {
        this.store = store;
        this.instances = instances;
        this.clock = clock;
        ticker.every(Duration.ofHours(1), this::purge);
    }

    /**
     * A link that was made.
     *
     * @param token what stands in its URL, 43 letters, digits, dashes and underscores; a secret; never null
     * @param expiresAt until when it lives at most, in UTC; never null
     */
    public record Made(String token, Instant expiresAt) {

        /**
         * What is sent to whoever holds the phone.
         *
         * @param base where people reach the console; never null
         * @return a URL; a secret; never null
         */
        public String url(String base) {
            return base.replaceFirst("/+$", "") + "/reconnect/" + token;
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "a link until " + expiresAt;
        }
    }

    /** Why a link has ended. */
    public enum End {
        /** The number is back. */
        CONNECTED,

        /** It has lived for as long as a link does. */
        EXPIRED,

        /** Somebody wanted it to end. */
        REVOKED
    }

    /**
     * A link, as far as it is known.
     *
     * @param instance PlugZapi's id of the instance that it is for; never null
     * @param madeBy who made it; never null
     * @param madeAt when, in UTC; never null
     * @param expiresAt until when it lives at most, in UTC; never null
     * @param end why it has ended; null while it lives
     * @param endedAt when, in UTC; null while it lives
     */
    public record Link(String instance, String madeBy, Instant madeAt, Instant expiresAt, End end, Instant endedAt) {

        /**
         * Whether it can be used.
         *
         * @return whether it has not ended
         */
        public boolean isLiving() {
            return end == null;
        }
    }

    /**
     * Makes a link for whoever holds an instance's phone; the one before ends. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @param by who makes it; never null
     * @return the link: nobody can be told its token later; never null
     * @throws StoreUnavailable if it cannot be kept now
     */
    public Made make(String instance, String by) {
        String token = Secrets.make();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant expiresAt = now.plus(LIFETIME);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", instance);
        row.put("hash", hash(token));
        row.put("made_by", Text.oneLine(by, MAX_NAME));
        row.put("made_at", now);
        row.put("expires_at", expiresAt);
        row.put("ended", null);
        row.put("ended_at", null);
        store.write(sql -> {
            sql.upsert("reconnect_link", "instance", List.of(row));
            return null;
        });
        LOG.infof("A link to reconnect %s was made, until %s", instances.describe(instance), expiresAt);
        return new Made(token, expiresAt);
    }

    /**
     * Ends the link of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return whether there was one that lived
     * @throws StoreUnavailable if that cannot be kept now
     */
    public boolean revoke(String instance) {
        Instant now = clock.instant();
        boolean revoked = store.write(sql -> end(sql, instance, End.REVOKED, now, now));
        if (revoked) {
            LOG.infof("The link to reconnect %s was revoked", instances.describe(instance));
        }
        return revoked;
    }

    /** The number is back; that ends a link that was made before some moment. Whether there was one that lived. */
    boolean connected(String instance, Instant madeBefore) {
        Instant now = clock.instant();
        boolean ended = store.write(sql -> end(sql, instance, End.CONNECTED, now, madeBefore));
        if (ended) {
            LOG.infof("The link to reconnect %s has done its work", instances.describe(instance));
        }
        return ended;
    }

    private static boolean end(Sql sql, String instance, End end, Instant now, Instant madeBefore) {
        return sql.update(
                        "UPDATE reconnect_link SET ended = ?, ended_at = ? WHERE instance = ? AND ended IS NULL"
                                + " AND expires_at > ? AND made_at <= ?",
                        end,
                        now,
                        instance,
                        now,
                        madeBefore)
                == 1;
    }

    /**
     * The link that an instance has. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return the link; empty where none lives, and for an instance that is not known
     * @throws StoreUnavailable if the store cannot be read
     */
    public Optional<Link> of(String instance) {
        return known("instance", instance).filter(Link::isLiving);
    }

    /**
     * What a token opens. Not for the event loop.
     *
     * @param token what somebody claims to be one; never null
     * @return the link; empty where there is none that lives
     * @throws StoreUnavailable if the store cannot be read
     */
    public Optional<Link> find(String token) {
        return state(token).filter(Link::isLiving);
    }

    /**
     * What has become of a link, for whoever has its token and so may know that. A link that was replaced by a newer one, or
     * whose end is long past, is not known from one that never was. Not for the event loop.
     *
     * @param token what somebody claims to be one; never null
     * @return the link, also one that has ended; empty where nothing is known of it, nor of its instance
     * @throws StoreUnavailable if the store cannot be read
     */
    public Optional<Link> state(String token) {
        return TOKEN.matcher(token).matches() ? known("hash", hash(token)) : Optional.empty();
    }

    /** Whether there is one to be ended, also of an instance that is not known now: the account's are not after a start. */
    boolean isAny(String instance) {
        return kept("instance", instance).filter(Link::isLiving).isPresent();
    }

    /** One of an instance that is not known any more is none. */
    private Optional<Link> known(String column, String value) {
        return kept(column, value)
                .filter(link -> instances.find(link.instance()).isPresent());
    }

    private Optional<Link> kept(String column, String value) {
        Instant now = clock.instant();
        return store.read(sql ->
                sql.first("SELECT * FROM reconnect_link WHERE " + column + " = ?", row -> link(row, now), value));
    }

    private static Link link(Row row, Instant now) {
        Instant expiresAt = row.moment("expires_at");
        End end = row.word("ended", End.class);
        Instant endedAt = row.moment("ended_at");
        if (end == null && !expiresAt.isAfter(now)) {
            end = End.EXPIRED;
            endedAt = expiresAt;
        }
        return new Link(row.text("instance"), row.text("made_by"), row.moment("made_at"), expiresAt, end, endedAt);
    }

    /** A token is as random as its hash: nobody finds one by trying, and so it needs neither salt nor a slow hash. */
    private static String hash(String token) {
        return HexFormat.of().formatHex(Secrets.hash(token));
    }

    private void purge() {
        Instant before = clock.instant().minus(REMEMBERED);
        try {
            store.write(
                    sql -> sql.update("DELETE FROM reconnect_link WHERE COALESCE(ended_at, expires_at) < ?", before));
        } catch (StoreUnavailable e) {
            LOG.debug("Old links are deleted an hour later", e);
        }
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM reconnect_link WHERE instance = ?", instance);
    }

    /** A link is for an instance, whatever its number is, and who made it is a user of the console: there is none in it. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {}
}
