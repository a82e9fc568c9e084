package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.alert.Mutes;
import io.github.plugzapi.connect.alert.Mutes.Mute;
import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.console.Trace;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.uptime.Share;
import io.github.plugzapi.connect.uptime.Stretch;
import io.github.plugzapi.connect.uptime.Uptime;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The first page: how many are connected, what is wrong, and all numbers. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class NumbersResource {

    private static final int ROWS = 50;

    /** From the next one on, they are counted. */
    private static final int MOST_TROUBLES = 8;

    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Duration> MONTH = List.of(Duration.ofDays(30));

    private final Pages pages;
    private final Overviews overviews;
    private final Mutes mutes;
    private final Uptime uptime;
    private final Setup setup;
    private final Clock clock;

    NumbersResource(Pages pages, Overviews overviews, Mutes mutes, Uptime uptime, Setup setup, Clock clock) {
        this.pages = pages;
        this.overviews = overviews;
        this.mutes = mutes;
        this.uptime = uptime;
        this.setup = setup;
        this.clock = clock;
    }

    /** How many there are of what. */
    record Counts(long all, long connected, long disconnected, long unknown, long trouble) {

        private static Counts of(List<Overview> some) {
            return new Counts(
                    some.size(),
                    count(some, Status.CONNECTED),
                    count(some, Status.DISCONNECTED),
                    count(some, Status.UNKNOWN),
                    some.stream().filter(Overview::isTrouble).count());
        }

        private static long count(List<Overview> some, Status status) {
            return some.stream().filter(each -> each.status() == status).count();
        }
    }

    /** The page. */
    record Numbers(
            Frame frame,
            Counts counts,
            List<Trouble> troubles,
            long wrong,
            long more,
            Instant calmSince,
            Counts found,
            Listing listing,
            YearMonth month)
            implements TemplateInstance {}

    /** The page of a service that knows no number. */
    record NoNumbers(Frame frame, List<Setup.Variable> variables) implements TemplateInstance {}

    @GET
    public TemplateInstance numbers(
            @QueryParam("status") String status,
            @QueryParam("q") String text,
            @QueryParam("sort") String sort,
            @QueryParam("page") String page) {
        Frame frame = pages.frame("numbers");
        List<Overview> all = overviews.all();
        if (all.isEmpty()) {
            return pages.inLanguage(new NoNumbers(frame, setup.variables()));
        }
        Query query = Query.of(status, text, sort, page);
        List<Trouble> troubles = Trouble.of(all);
        List<Overview> meant =
                all.stream().filter(Overview.matching(query.text())).toList();
        Instant from = clock.instant().minus(DAY);
        return pages.inLanguage(new Numbers(
                frame,
                Counts.of(all),
                troubles.subList(0, Math.min(MOST_TROUBLES, troubles.size())),
                troubles.size(),
                Math.max(0, troubles.size() - MOST_TROUBLES),
                calmSince(all),
                Counts.of(meant),
                listing(query, meant, from),
                YearMonth.now(clock).minusMonths(1)));
    }

    /** When the last of them came back; null where one is not connected. */
    private static Instant calmSince(List<Overview> all) {
        return all.stream().allMatch(each -> each.status() == Status.CONNECTED)
                ? all.stream()
                        .map(Overview::since)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null)
                : null;
    }

    private Listing listing(Query query, List<Overview> meant, Instant from) {
        List<Overview> found = meant.stream().filter(query.ofStatus()).toList();
        Map<String, List<Share>> months = new HashMap<>();
        if (query.sort().equals(Query.BY_UPTIME)) {
            months.putAll(uptime.lastAbout(ids(found), MONTH));
        }
        List<Overview> sorted =
                found.stream().sorted(order(query.sort(), months)).toList();
        int last = Math.max(1, (sorted.size() + ROWS - 1) / ROWS);
        int page = Math.min(query.page(), last);
        List<Overview> some = sorted.subList((page - 1) * ROWS, Math.min(page * ROWS, sorted.size()));
        if (months.isEmpty()) {
            months.putAll(uptime.lastAbout(ids(some), MONTH));
        }
        Map<String, List<Stretch>> traces = uptime.traces(ids(some), from);
        Map<String, Mute> muted = mutes.all();
        return new Listing(
                new Query(query.status(), query.text(), query.sort(), page),
                some.stream()
                        .map(each -> new Listing.Row(
                                each,
                                muted.get(each.id()),
                                months.get(each.id()).get(0),
                                Trace.across(traces.get(each.id()), from)))
                        .toList(),
                some.isEmpty() ? 0 : (page - 1) * ROWS + 1,
                (page - 1) * ROWS + some.size(),
                sorted.size(),
                last);
    }

    private static List<String> ids(List<Overview> some) {
        return some.stream().map(Overview::id).toList();
    }

    /** They are in the order of their names, and stay so where nothing else is said. */
    private static Comparator<Overview> order(String sort, Map<String, List<Share>> months) {
        return switch (sort) {
            case Query.BY_NAME -> Comparator.comparing(each -> 0);
            case Query.BY_SINCE ->
                Comparator.comparing(Overview::since, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                        .reversed();
            case Query.BY_UPTIME ->
                Comparator.comparing(
                        each -> months.get(each.id()).get(0).uptime().orElse(Double.MAX_VALUE));
            default -> Comparator.comparing(NumbersResource::gravity);
        };
    }

    private static int gravity(Overview each) {
        return switch (each.status()) {
            case DISCONNECTED -> 0;
            case UNKNOWN -> 1;
            case CONNECTED -> each.isTrouble() ? 2 : 3;
        };
    }
}
