package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.wording.Section.Stage;
import io.github.plugzapi.connect.wording.Sort;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables {@code alert} and {@code notice}: what people are to be told, and what each channel was told of it. */
@Singleton
class AlertTable implements Erasable {

    /** For so long it is kept what was told; an event that is handed over again is not told again. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** What was over for so long before it could be told is no use to anybody. */
    private static final Duration OF_USE = Duration.ofDays(1);

    /** What goes on is worth a try now and then, whatever the channel did before. */
    private static final Duration TRIED_AGAIN_AFTER = Duration.ofHours(1);

    /** What belongs to it has no name of its own. */
    private static final String GATEWAY = "gateway";

    /** For its sake the gateway's trouble goes on. */
    private static final String PARTS =
            "SELECT 1 FROM alert p WHERE p.part = 1 AND p.until IS NULL AND p.removed_at IS NULL";

    private final Store store;
    private final Clock clock;

    AlertTable(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * That a trouble began.
     *
     * @param key what it is known by: the same one begins once
     * @param about the instance's id, or the name of what else it is about
     * @param instance the instance's id; null where it is about something else
     * @param name what the instance is called; null where it has no name here
     * @param said what the gateway said, fit to be told; null where there is nothing
     */
    record Beginning(String key, Sort sort, String about, String instance, String name, Instant since, String said) {}

    /** A trouble began, of which these channels are to be told; known already, it changes nothing. */
    void begin(Beginning beginning, Collection<String> channels) {
        store.write(sql -> {
            begin(sql, beginning, channels);
            return null;
        });
    }

    /**
     * The same, where it is so because the gateway cannot be reached: then that is told, once, however many instances it is
     * told of.
     */
    void beginOfGateway(Beginning beginning, Collection<String> channels) {
        store.write(sql -> {
            if (insert(sql, beginning, true) && !isOpen(sql, Sort.GATEWAY, GATEWAY)) {
                begin(
                        sql,
                        new Beginning(
                                GATEWAY + " " + beginning.key(),
                                Sort.GATEWAY,
                                GATEWAY,
                                null,
                                null,
                                beginning.since(),
                                beginning.said()),
                        channels);
            }
            return null;
        });
    }

    private void begin(Sql sql, Beginning beginning, Collection<String> channels) {
        if (insert(sql, beginning, false)) {
            long alert = sql.number("SELECT id AS n FROM alert WHERE key = ?", beginning.key());
            // It is over with its moment.
            boolean isNoUse =
                    beginning.sort() == Sort.RESTORE && Mutes.isMuted(sql, beginning.instance(), clock.instant());
            sql.insert(
                    "notice",
                    "alert, channel, given_up, done",
                    channels.stream()
                            .map(channel -> new Object[] {alert, channel, false, isNoUse})
                            .toList());
        }
    }

    private boolean insert(Sql sql, Beginning beginning, boolean part) {
        return sql.update(
                        "INSERT INTO alert (key, sort, about, instance, name, since, noticed_at, said, part)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                        beginning.key(),
                        beginning.sort(),
                        beginning.about(),
                        beginning.instance(),
                        beginning.name(),
                        beginning.since(),
                        clock.instant(),
                        beginning.said(),
                        part)
                == 1;
    }

    private static boolean isOpen(Sql sql, Sort sort, String about) {
        return sql.number("SELECT COUNT(*) AS n FROM alert WHERE sort = ? AND about = ? AND until IS NULL", sort, about)
                > 0;
    }

    /** The troubles of a sort that go on: since when, by what they are about. */
    Map<String, Instant> open(Sort sort) {
        return store.read(sql -> sql.map(
                "SELECT about, since FROM alert WHERE sort = ? AND until IS NULL",
                row -> row.text("about"),
                row -> row.moment("since"),
                sort));
    }

    /** A trouble that began at some moment is over. */
    void end(Sort sort, String about, Instant since, Instant until) {
        end(sort, about, since, until, null);
    }

    /** The same, but all that is known is that nobody looks after the instance any more. */
    void endOfRemoved(Sort sort, String about, Instant since, Instant until) {
        end(sort, about, since, until, clock.instant());
    }

    private void end(Sort sort, String about, Instant since, Instant until, Instant removedAt) {
        store.write(sql -> {
            sql.update(
                    "UPDATE alert SET until = ?, over_at = ?, removed_at = COALESCE(removed_at, ?)"
                            + " WHERE sort = ? AND about = ? AND since = ? AND until IS NULL",
                    until,
                    clock.instant(),
                    removedAt,
                    sort,
                    about,
                    since);
            neverTellWhatEndedMuted(sql, sort, about, since, until);
            endOfGateway(sql, until, removedAt);
            return null;
        });
    }

    private static void neverTellWhatEndedMuted(Sql sql, Sort sort, String about, Instant since, Instant until) {
        sql.update(
                "UPDATE notice SET done = 1 WHERE done = 0 AND begun_at IS NULL AND alert IN (SELECT a.id FROM alert a"
                        + " WHERE a.sort = ? AND a.about = ? AND a.since = ? AND a.until IS NOT NULL AND "
                        + Mutes.MUTED + ")",
                sort,
                about,
                since,
                until);
    }

    /** It lasts for as long as there is an instance that cannot be asked for because of it. */
    private void endOfGateway(Sql sql, Instant until, Instant removedAt) {
        sql.update(
                "UPDATE alert SET until = ?, over_at = ?, removed_at = COALESCE(removed_at, ?)"
                        + " WHERE sort = ? AND until IS NULL AND NOT EXISTS (" + PARTS + ")",
                until,
                clock.instant(),
                removedAt,
                Sort.GATEWAY);
    }

    /** The instances of which there is something that goes on, or did when nobody looked after them any more. */
    Set<String> instances(boolean removed) {
        return instances("removed_at IS " + (removed ? "NOT NULL" : "NULL"));
    }

    /** Those of them that were looked after when it began. */
    Set<String> instancesLookedAfter() {
        return instances("removed_at IS NULL AND name IS NOT NULL");
    }

    private Set<String> instances(String condition) {
        return Set.copyOf(store.read(sql -> sql.list(
                "SELECT DISTINCT instance FROM alert WHERE until IS NULL AND instance IS NOT NULL AND " + condition,
                row -> row.text("instance"))));
    }

    /**
     * Nobody looks after some instances any more, and somebody again after others. A channel that knew of a trouble is told
     * that, and knows nothing of it from then on: so it is told once more of what goes on with an instance that is back.
     */
    void removed(Collection<String> gone, Collection<String> back) {
        Instant now = clock.instant();
        store.write(sql -> {
            sql.updateEach("UPDATE alert SET removed_at = NULL WHERE until IS NULL AND instance = ?", back);
            sql.batch(
                    "UPDATE alert SET removed_at = ? WHERE until IS NULL AND removed_at IS NULL AND instance = ?",
                    gone.stream().map(instance -> new Object[] {now, instance}).toList());
            sql.update(
                    "UPDATE alert SET removed_at = NULL WHERE sort = ? AND until IS NULL AND EXISTS (" + PARTS + ")",
                    Sort.GATEWAY);
            sql.update(
                    "UPDATE alert SET removed_at = ? WHERE sort = ? AND until IS NULL AND removed_at IS NULL"
                            + " AND NOT EXISTS (" + PARTS + ")",
                    now,
                    Sort.GATEWAY);
            return null;
        });
    }

    /** It looks at all that there is, so it is nothing for each event. */
    private void dropWhatIsNoUse(Sql sql) {
        sql.update(
                "UPDATE notice SET done = 1 WHERE done = 0 AND begun_at IS NULL"
                        + " AND alert IN (SELECT id FROM alert WHERE until < ?)",
                clock.instant().minus(OF_USE));
    }

    /**
     * What a channel is to be told: what begins and ends, what it knows of instances that nobody looks after any more, of what
     * goes on that of which it was not reminded since some moment, null for none, and now and then what goes on although it was
     * given up to tell of it; but nothing of an instance that is muted.
     */
    List<Notice> due(String channel, Instant remindedBefore) {
        return due(
                channel,
                clock.instant().minus(TRIED_AGAIN_AFTER),
                remindedBefore == null ? Instant.EPOCH : remindedBefore);
    }

    /** What a channel is yet to be told, also what it was given up to tell of. */
    List<Notice> waiting(String channel) {
        return due(channel, Instant.ofEpochMilli(Long.MAX_VALUE), Instant.EPOCH);
    }

    private List<Notice> due(String channel, Instant triedBefore, Instant remindedBefore) {
        return store.read(sql -> sql.list(
                "SELECT a.*, n.begun_at, n.given_up FROM notice n JOIN alert a ON a.id = n.alert WHERE n.channel = ? AND n.done = 0"
                        + " AND (a.removed_at IS NULL OR n.begun_at IS NOT NULL)"
                        + " AND (a.until IS NOT NULL OR a.removed_at IS NOT NULL"
                        + " OR n.begun_at IS NULL AND (n.given_up = 0 OR n.reminded_at <= ?)"
                        + " OR n.begun_at IS NOT NULL AND n.reminded_at <= ?)"
                        + " AND (a.until IS NULL OR n.begun_at IS NOT NULL OR a.until >= ?)"
                        + " AND NOT " + Mutes.MUTED
                        + " ORDER BY a.since, a.id",
                Notice::of,
                channel,
                triedBefore,
                remindedBefore,
                clock.instant().minus(OF_USE),
                clock.instant()));
    }

    /**
     * What a channel was told last.
     *
     * @param at when
     * @param sort what it was
     * @param about the instance's id, or the name of what else it was about
     */
    record Told(Instant at, Sort sort, String about) {}

    /** What a channel was told last that is still kept. */
    Optional<Told> toldLast(String channel) {
        return store.read(sql -> sql.first(
                "SELECT n.reminded_at, a.sort, a.about FROM notice n JOIN alert a ON a.id = n.alert"
                        + " WHERE n.channel = ? AND n.given_up = 0 AND n.reminded_at IS NOT NULL"
                        + " ORDER BY n.reminded_at DESC LIMIT 1",
                row -> new Told(row.moment("reminded_at"), row.word("sort", Sort.class), row.text("about")),
                channel));
    }

    /** A channel was told all that. What another process has noted meanwhile stays. */
    void told(String channel, List<Notice> notices) {
        Instant now = clock.instant();
        store.write(sql -> sql.batch(
                "UPDATE notice SET begun_at = CASE WHEN ? = 1 THEN NULL ELSE COALESCE(begun_at, ?) END, reminded_at = ?,"
                        + " done = CASE WHEN done = 1 THEN 1 ELSE ? END WHERE alert = ? AND channel = ?",
                notices.stream()
                        .map(notice -> new Object[] {
                            notice.stage() == Stage.REMOVED, now, now, notice.isLast(), notice.alert(), channel
                        })
                        .toList()));
    }

    /** A channel takes messages again: it is told at once of what it could not be told and goes on. */
    void worksAgain(String channel) {
        store.write(sql ->
                sql.update("UPDATE notice SET given_up = 0 WHERE channel = ? AND done = 0 AND given_up = 1", channel));
    }

    /** A channel could not be told that; of what goes on it may be told yet. */
    void givenUp(String channel, List<Notice> notices) {
        store.write(sql -> sql.batch(
                "UPDATE notice SET given_up = 1, reminded_at = ?, begun_at = CASE WHEN ? = 1 THEN NULL ELSE begun_at END,"
                        + " done = CASE WHEN done = 1 THEN 1 ELSE ? END WHERE alert = ? AND channel = ?",
                notices.stream()
                        .map(notice -> new Object[] {
                            clock.instant(), notice.stage() == Stage.REMOVED, notice.isLast(), notice.alert(), channel
                        })
                        .toList()));
    }

    /** Forgets what is over and was told long ago, or is told to nobody any more. */
    void purge() {
        store.write(sql -> {
            dropWhatIsNoUse(sql);
            Mutes.purge(sql, clock.instant());
            Instant before = clock.instant().minus(KEPT);
            sql.update(
                    "DELETE FROM alert WHERE id IN (SELECT a.id FROM alert a WHERE a.noticed_at < ?"
                            + " AND (a.over_at < ? OR a.removed_at < ? OR a.sort IN (?, ?))"
                            // Who was told of the beginning is told of the end when it is not muted any more.
                            + " AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.instance = a.instance))",
                    before,
                    before,
                    before,
                    Sort.SUBSCRIPTION,
                    Sort.RESTORE);
            return deleteOrphans(sql);
        });
    }

    private static int deleteOrphans(Sql sql) {
        return sql.update("DELETE FROM notice WHERE NOT EXISTS (SELECT 1 FROM alert WHERE alert.id = notice.alert)");
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM alert WHERE instance = ?", instance);
        deleteOrphans(sql);
        endOfGateway(sql, clock.instant(), null);
    }

    /** What the gateway said may hold one, and so may the name that somebody gave the instance. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("alert", "name", phone::isIn);
        sql.forget("alert", "said", phone::isIn);
    }
}
