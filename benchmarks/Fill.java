import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Fills a journal that the service has made and that nobody uses now: {@code Fill URL COUNT}. The events are spread over
 * the eighty days before today, over the instances that callbacks.lua uses, and every observer has seen them.
 */
class Fill {

    private static final long FROM_MILLIS_AGO = 80L * 24 * 60 * 60 * 1000;

    private static final String INSERT =
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1$d),
            callback AS (
                SELECT i, %2$d + CAST(i AS BIGINT) * %3$d AS moment,
                       '3f9c41d2-7b1e-4c52-' || SUBSTR(CAST(1000000000000000 + i AS TEXT), 2) AS id,
                       'BENCHMARK' || SUBSTR(CAST(1000 + i %% 100 AS TEXT), 2) AS instance,
                       CASE i / 100 %% 2 WHEN 1 THEN 'connected' ELSE 'disconnected' END AS kind
                FROM n)
            INSERT INTO event (id, instance, kind, moment, received_at, source, distinction, data, body)
            SELECT id, instance, kind, moment, moment + 100, 'webhook', CAST(moment AS TEXT),
                   '{"id":"' || id || '","kind":"' || kind || '","instance":"' || instance || '","name":null,"moment":"'
                        || %5$s || '","receivedAt":"' || %6$s || '","source":"webhook",'
                        || CASE kind WHEN 'connected' THEN '"phone":"5544999000000","change":true,"otherNumber":false}'
                           ELSE '"error":"Device has been disconnected","change":true}' END,
                   CAST('{"type":"ConnectedCallback","app":"PlugZapi","instanceId":"BENCHMARK000","connected":true,'
                        || '"momment":' || CAST(moment AS TEXT) || ',"phone":"5544999000000"}' AS %4$s)
            FROM callback ORDER BY i
            """;

    public static void main(String... args) throws SQLException {
        String url = args[0];
        long count = Long.parseLong(args[1]);
        boolean sqlite = url.startsWith("jdbc:sqlite:");
        long first = System.currentTimeMillis() - FROM_MILLIS_AGO;
        long step = Math.max(1, FROM_MILLIS_AGO / count - 1);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            if (sqlite) {
                // Nothing is lost if this fails: the whole file is thrown away.
                statement.execute("PRAGMA journal_mode = OFF");
                statement.execute("PRAGMA synchronous = OFF");
                statement.execute("PRAGMA cache_size = -500000");
            }
            connection.setAutoCommit(false);
            statement.executeUpdate(INSERT.formatted(
                    count,
                    first,
                    step,
                    sqlite ? "BLOB" : "BYTEA",
                    text("moment", sqlite),
                    text("(moment + 100)", sqlite)));
            int observers = statement.executeUpdate("UPDATE place SET seq = (SELECT MAX(seq) FROM event)");
            connection.commit();
            connection.setAutoCommit(true);
            if (observers == 0) {
                throw new SQLException("The service has kept no observer's place yet");
            }
            if (sqlite) {
                statement.execute("PRAGMA journal_mode = WAL");
            } else {
                statement.execute("VACUUM ANALYZE event");
                statement.execute("CHECKPOINT");
            }
        }
    }

    /** A moment as it stands in an event's JSON. */
    private static String text(String millis, boolean sqlite) {
        return sqlite
                ? "strftime('%Y-%m-%dT%H:%M:%fZ', " + millis + " / 1000.0, 'unixepoch')"
                : "to_char(to_timestamp(" + millis + " / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
    }
}
