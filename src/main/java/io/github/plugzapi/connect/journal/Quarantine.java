package io.github.plugzapi.connect.journal;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Keeps authenticated callbacks that could not be read: the last {@value #MAX_NUMBER}, for 30 days. */
@Singleton
public class Quarantine {

    static final int MAX_NUMBER = 1_000;
    static final Duration MAX_AGE = Duration.ofDays(30);

    private final Writer writer;
    private final Clock clock;

    Quarantine(Writer writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Keeps a callback that could not be read.
     *
     * @param instance the instance of the URL that was called; never null
     * @param contentType what the sender said it is; may be null
     * @param reason why it could not be read; never null
     * @param body the raw body; never null
     * @return completes with null once it is durable; fails with {@link JournalUnavailable} if it cannot be kept now
     */
    public CompletionStage<Void> keep(String instance, String contentType, String reason, byte[] body) {
        long now = clock.millis();
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return writer.write(connection -> keep(connection, instance, now, contentType, reason, body));
                    } catch (SQLException e) {
                        throw new QuarantineClosed(e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .transform(e -> new JournalUnavailable(
                        "The journal cannot keep this callback for later inspection now; send it again later."))
                .replaceWithVoid()
                .subscribeAsCompletionStage();
    }

    private static final class QuarantineClosed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private QuarantineClosed(SQLException cause) {
            super(cause);
        }
    }

    private static Void keep(
            Connection connection, String instance, long now, String contentType, String reason, byte[] body)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO quarantine (instance, received_at, content_type, reason, body) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, instance);
            insert.setLong(2, now);
            insert.setString(3, contentType);
            insert.setString(4, reason);
            insert.setBytes(5, body);
            insert.executeUpdate();
        }
        return purge(connection, now);
    }

    static Void purge(Connection connection, long now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM quarantine WHERE received_at < ?"
                + " OR id <= (SELECT MAX(id) FROM quarantine) - " + MAX_NUMBER)) {
            delete.setLong(1, now - MAX_AGE.toMillis());
            delete.executeUpdate();
        }
        return null;
    }

    static Void eraseInstance(Connection connection, String instance) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM quarantine WHERE instance = ?")) {
            delete.setString(1, instance);
            delete.executeUpdate();
        }
        return null;
    }

    /** PostgreSQL's driver would otherwise read all bodies into memory. */
    private static PreparedStatement few(PreparedStatement select) throws SQLException {
        select.setFetchSize(50);
        return select;
    }

    /** Deletes what holds something: bodies here are of any form, so they are searched as they are, a byte a character. */
    static void eraseText(Connection connection, Predicate<String> holds) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT id, body, reason, content_type FROM quarantine");
                ResultSet rows = few(select).executeQuery()) {
            while (rows.next()) {
                if (holds.test(new String(rows.getBytes(2), StandardCharsets.ISO_8859_1))
                        || holds.test(rows.getString(3))
                        || holds.test(rows.getString(4))) {
                    found.add(rows.getLong(1));
                }
            }
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM quarantine WHERE id = ?")) {
            for (long id : found) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
