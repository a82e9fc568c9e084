package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Audit;
import io.github.plugzapi.connect.reconnect.Outcome;
import io.github.plugzapi.connect.reconnect.ReconnectLinks;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Link;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Notes in the audit what is done with a link, the same once, and so much of one link at most: whoever has one fills nothing with
 * it.
 */
@Singleton
class Uses {

    /** Of a link, in a process. */
    static final int MOST = 100;

    private static final int MAX_LINKS = 1_000;

    private final Audit audit;

    /** The link that was used first is the first to be forgotten. */
    private final Map<String, Noted> byLink = new LinkedHashMap<>();

    /** What was noted of a link: how much, and of which moment each was last. */
    private static final class Noted {

        private final Map<Action, Object> last = new EnumMap<>(Action.class);
        private int times;
    }

    Uses(Audit audit) {
        this.audit = audit;
    }

    /** A code was asked for; of one opening that is noted once. */
    void opened(Link link, String address, String opening) {
        note(link, address, Action.OPEN, opening, "opened");
    }

    /** A code that is shown again, or a refusal that is told again, is the same. */
    void asked(Link link, String address, Action action, Outcome<?> outcome) {
        Instant at = outcome.at();
        boolean isBrake = outcome.state() == Outcome.State.TOO_OFTEN;
        note(link, address, action, isBrake ? outcome.state() : at, outcome.words());
    }

    private void note(Link link, String address, Action action, Object which, String outcome) {
        int times = count(link, action, which);
        if (times > 0 && times <= MOST) {
            boolean isLast = times == MOST;
            audit.note(new Audit.Note(
                    ReconnectLinks.USER,
                    address,
                    action,
                    link.instance(),
                    "link of " + link.madeBy(),
                    outcome + (isLast ? " This link was used so often that no more is noted of it." : "")));
        }
    }

    /** The how manieth it is; 0: it was noted before. */
    private synchronized int count(Link link, Action action, Object which) {
        Noted noted = byLink.computeIfAbsent(link.instance() + " " + link.madeAt(), none -> new Noted());
        if (byLink.size() > MAX_LINKS) {
            byLink.remove(byLink.keySet().iterator().next());
        }
        if (which.equals(noted.last.put(action, which))) {
            return 0;
        }
        return noted.times > MOST ? noted.times : ++noted.times;
    }
}
