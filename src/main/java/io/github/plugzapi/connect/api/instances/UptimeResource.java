package io.github.plugzapi.connect.api.instances;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.api.Parameters;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.uptime.Share;
import io.github.plugzapi.connect.uptime.Uptime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For how long the instances were connected, day by day. */
@Path("/api")
@RolesAllowed(Role.READER)
@Tag(name = "Uptime")
class UptimeResource {

    private static final String CSV = "text/csv";

    private static final int MAX_DAYS = 800;
    private static final int DEFAULT_DAYS = 30;
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9999;

    /** So many digits of a part of time. */
    private static final int DIGITS = 6;

    /** What a spreadsheet would take for a formula. */
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r].*", Pattern.DOTALL);

    private final Overviews overviews;
    private final Uptime uptime;
    private final Clock clock;

    UptimeResource(Overviews overviews, Uptime uptime, Clock clock) {
        this.overviews = overviews;
        this.uptime = uptime;
        this.clock = clock;
    }

    /** How some time divides itself. */
    record Seconds(
            @Schema(description = "Seconds connected", examples = "86365.592")
            BigDecimal connected,

            @Schema(description = "Seconds disconnected", examples = "34.408")
            BigDecimal disconnected,

            @Schema(description = "Seconds in which nobody could tell", examples = "0")
            BigDecimal unknown,

            @Schema(
                    description = "The part of what is known that it was connected, from 0 to 1; null where nothing is",
                    examples = "0.999602")
            BigDecimal uptime) {

        private static Seconds of(Share share) {
            return new Seconds(
                    seconds(share.connected()), seconds(share.disconnected()), seconds(share.unknown()), part(share));
        }

        private static BigDecimal seconds(Duration time) {
            BigDecimal exact = BigDecimal.valueOf(time.toMillis(), 3);
            return exact.signum() == 0
                    ? BigDecimal.ZERO
                    : exact.stripTrailingZeros()
                            .setScale(Math.max(0, exact.stripTrailingZeros().scale()));
        }

        private static BigDecimal part(Share share) {
            return share.uptime().isEmpty()
                    ? null
                    : BigDecimal.valueOf(share.uptime().getAsDouble()).setScale(DIGITS, RoundingMode.HALF_UP);
        }
    }

    /** One day, in UTC. */
    record OfDay(
            @Schema(description = "The day, in UTC", examples = "2026-01-31")
            LocalDate day,

            BigDecimal connected,
            BigDecimal disconnected,
            BigDecimal unknown,
            BigDecimal uptime) {

        private static OfDay of(LocalDate day, Share share) {
            Seconds seconds = Seconds.of(share);
            return new OfDay(day, seconds.connected(), seconds.disconnected(), seconds.unknown(), seconds.uptime());
        }
    }

    /** The days of an instance. */
    record OfInstance(
            @Schema(description = "PlugZapi's id of it") String id,

            @Schema(description = "Your name for it; null where it has none")
            String name,

            List<OfDay> days,

            @Schema(description = "All these days together") Seconds total) {}

    /** A month of all instances. */
    record OfMonth(@Schema(examples = "2026-01") String month, List<OfInstance> instances) {}

    @GET
    @Path("/instances/{id}/uptime")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "For how long an instance was connected, day by day; today as far as it has come")
    public OfInstance ofInstance(
            @Parameter(description = "PlugZapi's id of it") @PathParam("id") String id,
            @Parameter(
                            description =
                                    "The first day, such as 2026-01-01, in UTC; 30 days up to 'to' where it is not given")
                    @QueryParam("from")
                    String from,
            @Parameter(description = "The last day, in UTC; today where it is not given") @QueryParam("to") String to) {
        LocalDate last = to == null || to.isEmpty() ? today() : day("to", to);
        LocalDate first = from == null || from.isEmpty() ? last.minusDays(DEFAULT_DAYS - 1L) : day("from", from);
        if (first.isAfter(last)) {
            throw new BadRequestException("'from' must not be after 'to'.");
        }
        if (ChronoUnit.DAYS.between(first, last) >= MAX_DAYS) {
            throw new BadRequestException("From 'from' to 'to' there may be " + MAX_DAYS + " days.");
        }
        Optional<Overview> overview = overviews.find(id);
        if (overview.isEmpty() && !uptime.instances(last).contains(id)) {
            Parameters.found(overview);
        }
        return ofInstance(
                id,
                overview.map(Overview::name).orElse(null),
                uptime.byDay(List.of(id), first, last).get(id));
    }

    @GET
    @Path("/uptime")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "For how long each instance was connected in a month, day by day")
    @APIResponse(
            responseCode = "200",
            description = "The month",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = OfMonth.class)),
                @Content(
                        mediaType = CSV,
                        example = "day,instance,name,connected,disconnected,unknown,uptime\r\n"
                                + "2026-01-31,\"3B1234567890\",\"sales\",86365.592,34.408,0,0.999602\r\n")
            })
    public OfMonth ofMonth(
            @Parameter(description = "The month, such as 2026-01; this one where it is not given") @QueryParam("month")
                    String month) {
        YearMonth which = month(month);
        return new OfMonth(which.toString(), instances(which));
    }

    @GET
    @Path("/uptime")
    @Produces(CSV)
    @Operation(hidden = true)
    public Response ofMonthAsCsv(@QueryParam("month") String month) {
        YearMonth which = month(month);
        StringBuilder csv = new StringBuilder("day,instance,name,connected,disconnected,unknown,uptime\r\n");
        for (OfInstance instance : instances(which)) {
            String named = field(instance.id()) + "," + (instance.name() == null ? "" : field(instance.name())) + ",";
            for (OfDay day : instance.days()) {
                csv.append(day.day()).append(',').append(named);
                csv.append(day.connected().toPlainString()).append(',');
                csv.append(day.disconnected().toPlainString()).append(',');
                csv.append(day.unknown().toPlainString()).append(',');
                csv.append(day.uptime() == null ? "" : day.uptime().toPlainString())
                        .append("\r\n");
            }
        }
        return Response.ok(csv.toString(), MediaType.valueOf(CSV).withCharset("UTF-8"))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"uptime-" + which + ".csv\"")
                .build();
    }

    @GET
    @Path("/uptime.csv")
    @Produces(CSV)
    @Operation(
            summary = "The same as CSV, for whom cannot ask for that by 'Accept', as a link",
            description = "GET /api/uptime with 'Accept: text/csv' answers the same.")
    public Response ofMonthAsFile(
            @Parameter(description = "The month, such as 2026-01; this one where it is not given") @QueryParam("month")
                    String month) {
        return ofMonthAsCsv(month);
    }

    /** As RFC 4180 says. */
    static String field(String text) {
        String safe = FORMULA.matcher(text).matches() ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    /** Those that there are, in the order of their names, and then those that there were. */
    private List<OfInstance> instances(YearMonth month) {
        Map<String, String> names = new LinkedHashMap<>();
        overviews.all().forEach(overview -> names.put(overview.id(), overview.name()));
        uptime.instances(month.atEndOfMonth()).forEach(id -> names.putIfAbsent(id, null));
        Map<String, ? extends SortedMap<LocalDate, Share>> byDay =
                uptime.byDay(names.keySet(), month.atDay(1), month.atEndOfMonth());
        return names.entrySet().stream()
                .map(named -> ofInstance(named.getKey(), named.getValue(), byDay.get(named.getKey())))
                .toList();
    }

    private static OfInstance ofInstance(String id, String name, SortedMap<LocalDate, Share> byDay) {
        return new OfInstance(
                id,
                name,
                byDay.entrySet().stream()
                        .map(day -> OfDay.of(day.getKey(), day.getValue()))
                        .toList(),
                Seconds.of(Share.sum(byDay.values())));
    }

    private LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static LocalDate day(String parameter, String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            if (isOfOurTime(day)) {
                return day;
            }
        } catch (DateTimeException e) {
            // It is answered alike.
        }
        throw new BadRequestException("'" + parameter + "' must be a day, such as 2026-01-31.");
    }

    /** Of others there is nothing to tell, and they cannot be reckoned with. */
    private static boolean isOfOurTime(LocalDate day) {
        return day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR;
    }

    private YearMonth month(String text) {
        try {
            YearMonth month = text == null || text.isEmpty() ? YearMonth.from(today()) : YearMonth.parse(text);
            if (!month.isAfter(YearMonth.from(today())) && isOfOurTime(month.atDay(1))) {
                return month;
            }
        } catch (DateTimeException e) {
            // It is answered alike.
        }
        throw new BadRequestException("'month' must be a month that has begun, such as 2026-01.");
    }
}
