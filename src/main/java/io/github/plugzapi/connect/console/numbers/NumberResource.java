package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.alert.Mutes;
import io.github.plugzapi.connect.alert.Mutes.Mute;
import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.console.Trace;
import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.SinkUpkeep;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.live.EventFilter;
import io.github.plugzapi.connect.live.EventPages;
import io.github.plugzapi.connect.reconnect.ReconnectLinks;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Link;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.uptime.Share;
import io.github.plugzapi.connect.uptime.Stretch;
import io.github.plugzapi.connect.uptime.Uptime;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The page of one number. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class NumberResource {

    private static final int EVENTS = 30;

    /** Each takes some forty milliseconds at most. */
    private static final int MOST_PAGES = 20;

    /** What was sent before these is long ago. */
    private static final int ATTEMPTS = 50;

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(Month.DAYS);
    private static final List<Duration> LENGTHS = List.of(DAY, Duration.ofDays(7), MONTH);

    private final Pages pages;
    private final Overviews overviews;
    private final Mutes mutes;
    private final Uptime uptime;
    private final EventPages events;
    private final SinkUpkeep sinks;
    private final ReconnectLinks links;
    private final Clock clock;

    NumberResource(
            Pages pages,
            Overviews overviews,
            Mutes mutes,
            Uptime uptime,
            EventPages events,
            SinkUpkeep sinks,
            ReconnectLinks links,
            Clock clock) {
        this.pages = pages;
        this.overviews = overviews;
        this.mutes = mutes;
        this.uptime = uptime;
        this.events = events;
        this.sinks = sinks;
        this.links = links;
        this.clock = clock;
    }

    /** What became of an event at a sink; the attempt is null where there was none. */
    record Delivery(String sink, boolean isPaused, Attempt attempt) {}

    /** The page. */
    record Number(
            Frame frame,
            Overview is,
            List<Trouble> troubles,
            Mute mute,
            Link link,
            List<Share> uptime,
            Trace day,
            Month month,
            History history,
            boolean isNewest,
            List<Delivery> deliveries)
            implements TemplateInstance {}

    @GET
    @Path("/instances/{id}")
    public TemplateInstance number(@PathParam("id") String id, @QueryParam("before") String before) {
        Overview is = overviews
                .find(id)
                .orElseThrow(() -> new NotFoundException("There is no number of that id; the first page has all."));
        Frame frame = pages.frame("numbers");
        Formats formats = frame.formats();
        Instant now = clock.instant();
        // From before the first of the days that are shown: these are shorter by what today has yet to come.
        List<Stretch> stretches = uptime.traces(List.of(id), now.minus(MONTH)).get(id);
        Long place = Pages.place(before);
        boolean isNewest = place == null;
        EventPages.Page page = page(id, isNewest ? Long.MAX_VALUE : place);
        Instant yesterday = now.minus(DAY);
        return pages.inLanguage(new Number(
                frame,
                is,
                Trouble.of(List.of(is)),
                mutes.all().get(id),
                links.of(id).orElse(null),
                LENGTHS.stream()
                        .map(length -> Stretch.share(Stretch.within(stretches, now.minus(length), now)))
                        .toList(),
                Trace.across(Stretch.within(stretches, yesterday, now), yesterday),
                Month.of(stretches, now),
                History.of(page.entries(), page.next(), pages.words(NumberWords.class), formats),
                isNewest,
                isNewest ? deliveries(page.entries()) : List.of()));
    }

    /** Goes on where a page has none: somebody who has said nothing for long is the one that is looked for. */
    private EventPages.Page page(String id, long before) {
        EventFilter filter = new EventFilter(id, Set.of());
        EventPages.Page page = events.before(filter, before, EVENTS);
        for (int i = 0; i < MOST_PAGES && page.entries().isEmpty() && page.next() != null; i++) {
            page = events.before(filter, page.next(), EVENTS);
        }
        return page;
    }

    /** Of the last change among some events. */
    private List<Delivery> deliveries(List<JournalEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.event() instanceof Connected connected && connected.change()
                        || entry.event() instanceof Disconnected disconnected && disconnected.change())
                .findFirst()
                .map(this::deliveries)
                .orElse(List.of());
    }

    private List<Delivery> deliveries(JournalEntry last) {
        return sinks.conditions().stream()
                .filter(sink -> sinks.wants(sink.name(), last))
                .map(sink -> new Delivery(
                        sink.name(),
                        sink.state() == SinkUpkeep.State.PAUSED,
                        sinks.attempts(sink.name(), ATTEMPTS, null).attempts().stream()
                                .filter(attempt -> attempt.seq() == last.seq())
                                .findFirst()
                                .orElse(null)))
                .toList();
    }
}
