package io.github.plugzapi.connect.reconnect;

import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Audit;
import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Ends the link to reconnect an instance when that is back. What came before the link was made does not count: an instance may be
 * called connected whose phone is not linked any more, and that is what somebody made the link for.
 */
@Singleton
class EndReconnectLinks {

    private final ReconnectLinks links;
    private final Connections connections;
    private final Audit audit;

    EndReconnectLinks(ReconnectLinks links, Connections connections, Audit audit) {
        this.links = links;
        this.connections = connections;
        this.audit = audit;
    }

    void connected(@ObservesAsync Connected event) {
        if (!links.isAny(event.instance())) {
            return;
        }
        if (event.change()) {
            end(event, event.receivedAt());
        } else if (isConnected(event)) {
            // It was connected before, and is again: the QR code was read, or the connection healed by itself. But a
            // late
            // callback tells of what was before, by its moment.
            end(event, earlier(event.moment(), event.receivedAt()));
        }
    }

    private void end(Connected event, Instant madeBefore) {
        if (links.connected(event.instance(), madeBefore)) {
            audit.note(new Audit.Note(
                    ReconnectLinks.USER,
                    null,
                    Action.RECONNECTED,
                    event.instance(),
                    null,
                    "The number is back; the link has ended."));
        }
    }

    private boolean isConnected(Connected event) {
        return connections.of(event.instance()).status() == ConnectionState.Status.CONNECTED;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
