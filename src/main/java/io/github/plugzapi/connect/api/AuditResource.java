package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Audit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who did what. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.READER)
@Tag(name = "Audit")
class AuditResource {

    private final Audit audit;

    AuditResource(Audit audit) {
        this.audit = audit;
    }

    /** What somebody did. */
    record Entry(
            Instant at,
            @Schema(description = "Who", examples = "admin") String who,

            @Schema(description = "From where", examples = "10.0.0.7")
            String address,

            @Schema(description = "What", examples = "restart")
            String action,

            @Schema(description = "PlugZapi's id of the instance; null where it was about none")
            String instance,

            @Schema(description = "What else it was about, such as a sink; null where there was nothing")
            String about,

            @Schema(description = "What came of it, in words", examples = "It is done.")
            String outcome) {

        private static Entry of(Audit.Entry entry) {
            return new Entry(
                    entry.at(),
                    entry.who(),
                    entry.fromAddress(),
                    entry.action(),
                    entry.instance(),
                    entry.about(),
                    entry.outcome());
        }
    }

    /** Some of that. */
    record Page(
            List<Entry> entries,

            @Schema(description = "The 'cursor' of the next page; null: there is none")
            String next) {}

    @GET
    @Path("/audit")
    @Operation(summary = "Who did what by the API, the newest first; it is kept for 400 days")
    public Page audit(
            @Parameter(description = "Of one instance alone, by PlugZapi's id of it") @QueryParam("instance")
                    String instance,
            @Parameter(description = "How many at most, up to 1000; default 100") @QueryParam("limit") String limit,
            @Parameter(description = "'next' of the page before") @QueryParam("cursor") String cursor) {
        int most = Parameters.limit(limit);
        List<Audit.Entry> found =
                audit.page(Parameters.numberAt(cursor), most, instance == null || instance.isEmpty() ? null : instance);
        return new Page(
                found.stream().map(Entry::of).toList(),
                found.size() < most
                        ? null
                        : Parameters.next(
                                Long.toString(found.get(found.size() - 1).id())));
    }
}
