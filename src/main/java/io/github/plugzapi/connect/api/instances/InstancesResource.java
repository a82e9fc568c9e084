package io.github.plugzapi.connect.api.instances;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.alert.Mutes;
import io.github.plugzapi.connect.alert.Mutes.Mute;
import io.github.plugzapi.connect.api.Parameters;
import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.uptime.Share;
import io.github.plugzapi.connect.uptime.Uptime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The instances, and how each of them is. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.READER)
@Tag(name = "Instances")
class InstancesResource {

    private static final String TROUBLE = "trouble";

    /** A day, a week, and a month. */
    private static final List<Duration> LENGTHS = List.of(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    /** Six digits tell a second of a week. */
    private static final double DIGITS = 1e6;

    private final Overviews overviews;
    private final Mutes mutes;
    private final Uptime uptime;

    InstancesResource(Overviews overviews, Mutes mutes, Uptime uptime) {
        this.mutes = mutes;
        this.overviews = overviews;
        this.uptime = uptime;
    }

    /** How much of the time that somebody can tell of an instance was connected: from 0 to 1, null where nobody can tell. */
    @Schema(
            description =
                    "How much of the time that is known it was connected, from 0 to 1; null where nothing is known")
    record UptimeOf(
            @Schema(description = "Of the last 24 hours", examples = "0.98932")
            Double day,

            @Schema(description = "Of the last 7 days") Double week,
            @Schema(description = "Of the last 30 days") Double month) {}

    /** An instance as it is answered. */
    record One(
            @Schema(description = "PlugZapi's id of it", examples = "3B1234567890")
            String id,

            @Schema(description = "Your name for it, or the account's; null where it has none", examples = "sales")
            String name,

            @Schema(
                    description =
                            "Whether it is connected; unknown where nothing was told, or it cannot be confirmed any more",
                    enumeration = {"connected", "disconnected", "unknown"})
            String status,

            @Schema(description = "What was told last, where it cannot be confirmed any more; else null")
            String before,

            @Schema(description = "The number that is, or was last, connected; null if it was never told")
            String phone,

            @Schema(description = "Since when it is so") Instant since,

            @Schema(
                    description = "How we know: by a callback, or by asking",
                    enumeration = {"webhook", "reconciliation"})
            String source,

            @Schema(description = "When that was last told, by either")
            Instant confirmedAt,

            @Schema(description = "The gateway's own sentence", examples = "Device has been disconnected")
            String said,

            @Schema(description = "Since when the gateway cannot be asked; null while it can")
            Instant unconfirmedSince,

            @Schema(description = "Whether it comes and goes")
            boolean flapping,

            @Schema(description = "Since when it does; null: it does not")
            Instant flappingSince,

            @Schema(description = "Since when it is disconnected, where that is an outage; else null")
            Instant outageSince,

            @Schema(description = "Whether the phone itself is offline, as the gateway says")
            boolean phoneOffline,

            @Schema(description = "Whether the gateway says that the session can be restored")
            boolean restorable,

            @Schema(
                    description =
                            "How it is registered with the gateway; null where nothing is, without WEBHOOK_PUBLIC_URL",
                    enumeration = {"registered", "pending", "failing", "refused"})
            String registration,

            @Schema(description = "Why it is not, in the gateway's words; null where there is nothing to say")
            String registrationSaid,

            @Schema(description = "Whom the gateway calls instead of us; null where it calls us")
            String registrationTakenBy,

            @Schema(description = "Until when no channel tells people of it; null where it is not muted")
            Instant mutedUntil,

            @Schema(description = "Until when it is paid for; null where the gateway does not say")
            Instant paidUntil,

            UptimeOf uptime) {}

    /** Some of the instances. */
    record Page(
            List<One> instances,

            @Schema(description = "The 'cursor' of the next page; null: there is none")
            String next) {}

    @GET
    @Path("/instances")
    @Operation(summary = "All instances, in the order of their names")
    public Page all(
            @Parameter(description = "connected, disconnected, unknown, or trouble: whatever somebody should look at")
                    @QueryParam("status")
                    String status,
            @Parameter(description = "A part of the name, the id or the phone number") @QueryParam("q") String query,
            @Parameter(description = "How many at most, up to 1000; default 100") @QueryParam("limit") String limit,
            @Parameter(description = "'next' of the page before") @QueryParam("cursor") String cursor) {
        int most = Parameters.limit(limit);
        String after = Parameters.cursor(cursor);
        Predicate<Overview> wanted = ofStatus(status).and(Overview.matching(query));
        List<Overview> page = new ArrayList<>();
        String next = null;
        for (Overview overview : overviews.all()) {
            if ((after == null || place(overview).compareTo(after) > 0) && wanted.test(overview)) {
                if (page.size() == most) {
                    next = Parameters.next(place(page.get(most - 1)));
                    break;
                }
                page.add(overview);
            }
        }
        return new Page(told(page, uptime::lastAbout), next);
    }

    @GET
    @Path("/instances/{id}")
    @Operation(summary = "One instance")
    public One one(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Overview overview = Parameters.found(overviews.find(id));
        return told(List.of(overview), uptime::last).get(0);
    }

    /** Its place in the order of {@link Overviews#all()}. */
    private static String place(Overview overview) {
        return overview.label() + "\n" + overview.id();
    }

    private static Predicate<Overview> ofStatus(String status) {
        if (status == null || status.isEmpty()) {
            return any -> true;
        }
        if (status.equals(TROUBLE)) {
            return Overview::isTrouble;
        }
        for (Status each : Status.values()) {
            if (each.label().equals(status)) {
                return overview -> overview.status() == each;
            }
        }
        throw new BadRequestException("'status' must be connected, disconnected, unknown or trouble.");
    }

    private List<One> told(
            List<Overview> some, BiFunction<List<String>, List<Duration>, Map<String, List<Share>>> shares) {
        List<String> ids = some.stream().map(Overview::id).toList();
        Map<String, List<Share>> last = shares.apply(ids, LENGTHS);
        Map<String, Mute> muted = mutes.all();
        return some.stream()
                .map(overview -> told(overview, muted.get(overview.id()), uptime(last.get(overview.id()))))
                .toList();
    }

    private static UptimeOf uptime(List<Share> last) {
        return new UptimeOf(part(last.get(0)), part(last.get(1)), part(last.get(2)));
    }

    private static Double part(Share share) {
        return share.uptime().isEmpty() ? null : Math.round(share.uptime().getAsDouble() * DIGITS) / DIGITS;
    }

    private static One told(Overview overview, Mute mute, UptimeOf uptime) {
        return new One(
                overview.id(),
                overview.name(),
                overview.status().label(),
                overview.before() == null ? null : overview.before().label(),
                overview.phone().isKnown() ? overview.phone().digits() : null,
                overview.since(),
                overview.source() == null ? null : Text.label(overview.source()),
                overview.confirmedAt(),
                overview.said(),
                overview.unconfirmedSince(),
                overview.flappingSince() != null,
                overview.flappingSince(),
                overview.outageSince(),
                overview.phoneOffline(),
                overview.restorable(),
                overview.registration().state() == null
                        ? null
                        : Text.label(overview.registration().state()),
                overview.registration().reason(),
                overview.registration().takenBy(),
                mute == null ? null : mute.until(),
                overview.paidUntil(),
                uptime);
    }
}
