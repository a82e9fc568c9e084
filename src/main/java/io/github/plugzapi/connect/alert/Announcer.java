package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.connection.Connections.Seen;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.wording.Message;
import io.github.plugzapi.connect.wording.Section;
import io.github.plugzapi.connect.wording.Section.Stage;
import io.github.plugzapi.connect.wording.Sort;
import io.github.plugzapi.connect.wording.Trouble;
import io.github.plugzapi.connect.wording.Wording;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Makes one message of what is to be told, with what is known of the instances when it is told. */
@Singleton
class Announcer {

    private final Instances instances;
    private final Connections connections;
    private final Clock clock;
    private final String host;
    private final Wording wording;

    Announcer(
            Instances instances,
            Connections connections,
            Clock clock,
            AlertConfig config,
            ConsoleConfig console,
            PlugzapiConfig plugzapi) {
        this.instances = instances;
        this.connections = connections;
        this.clock = clock;
        this.host = URI.create(plugzapi.url()).getAuthority();
        this.wording = Lines.wording(config, console, plugzapi);
    }

    Wording wording() {
        return wording;
    }

    /**
     * What is still worth telling: nobody is told again of an instance that nobody looks after any more.
     */
    List<Notice> worthTelling(List<Notice> due) {
        Map<String, Seen> seen = look(due);
        return due.stream()
                .filter(notice -> notice.stage() != Stage.STILL && !(notice.stage() == Stage.BEGUN && notice.givenUp())
                        || notice.instance() == null
                        || isRemembered(seen.get(notice.instance()).state()))
                .toList();
    }

    private boolean isRemembered(ConnectionState state) {
        return state.heardAt() == null
                ? instances.find(state.instance()).isPresent()
                : connections.isRemembered(state.instance(), state.heardAt());
    }

    Message message(List<Notice> notices) {
        Map<String, Seen> seen = look(notices);
        // By stage and sort, each in the order in which they began.
        Map<Stage, Map<Sort, List<Trouble>>> troubles = new TreeMap<>();
        for (Notice notice : notices) {
            troubles.computeIfAbsent(notice.stage(), stage -> new TreeMap<>())
                    .computeIfAbsent(notice.sort(), sort -> new ArrayList<>())
                    .add(trouble(
                            notice,
                            notice.instance() == null
                                    ? null
                                    : seen.get(notice.instance()).state()));
        }
        List<Section> sections = new ArrayList<>();
        troubles.forEach(
                (stage, bySort) -> bySort.forEach((sort, some) -> sections.add(new Section(sort, stage, some))));
        Message message = wording.message(sections, clock.instant());
        String one = notices.get(0).instance();
        return one != null && notices.stream().allMatch(notice -> isAbout(notice, one)) ? message.about(one) : message;
    }

    /** One that nobody looks after any more may have no page. */
    private static boolean isAbout(Notice notice, String instance) {
        return instance.equals(notice.instance()) && notice.stage() != Stage.REMOVED;
    }

    private Map<String, Seen> look(List<Notice> notices) {
        return connections.look(notices.stream()
                .map(Notice::instance)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }

    private Trouble trouble(Notice notice, ConnectionState state) {
        if (state == null) {
            String name = notice.sort() == Sort.GATEWAY ? host : LogText.oneLine(notice.about());
            return new Trouble(notice.key(), notice.sort(), name, null, notice.since(), notice.until(), notice.said());
        }
        String instance = state.instance();
        String name = instances
                .find(instance)
                .map(found -> LogText.oneLine(instances.label(found)))
                .orElse(nameBefore(notice));
        return new Trouble(
                notice.key(),
                notice.sort(),
                name,
                state.phone().isKnown() ? state.phone().masked() : null,
                notice.since(),
                notice.until(),
                said(notice, state));
    }

    /** Of one that is not looked after, perhaps not any more. */
    private String nameBefore(Notice notice) {
        return notice.name() == null
                ? instances.describe(notice.instance()).toString()
                : LogText.oneLine(notice.name());
    }

    /** Of an outage, the reason of the disconnection, which is kept with the state. */
    private String said(Notice notice, ConnectionState state) {
        boolean isReason = notice.sort() == Sort.OUTAGE
                && state.status() == ConnectionState.Status.DISCONNECTED
                && state.error() != null;
        return isReason ? instances.safe(state.instance(), state.error()) : notice.said();
    }
}
