package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.erasure.Erasure;
import io.github.plugzapi.connect.event.Phone;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Forgets an instance, or a phone number. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Erasure")
class ErasureResource {

    private final Erasure erasure;
    private final Acts acts;

    ErasureResource(Erasure erasure, Acts acts) {
        this.acts = acts;
        this.erasure = erasure;
    }

    /** Whose data is to be erased. */
    record Person(
            @Schema(description = "The phone number with its country code", examples = "5544999999901")
            String phone) {}

    /** What came of it. */
    record Erased(
            @Schema(description = "How many events were erased")
            int events) {

        private String words() {
            return events + " events";
        }
    }

    @DELETE
    @Path("/instances/{id}")
    @Operation(
            summary = "Forget all that is kept about an instance",
            description =
                    "One that is configured, or the account's, goes on being asked for, and so is known again soon.")
    public Erased instance(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        return acts.noted(Action.ERASE, id, null, () -> new Erased(erasure.instance(id)), Erased::words);
    }

    @POST
    @Path("/erasures")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Forget a phone number, wherever it stands",
            description =
                    "A Brazilian number in both its forms. What was passed on to other systems is theirs to erase.")
    public Erased phone(Person person) {
        if (person == null || person.phone() == null) {
            throw new BadRequestException("Send {\"phone\":\"5544999999901\"}, with the country code.");
        }
        Phone phone = Phone.parse(person.phone());
        if (!phone.isKnown()) {
            throw new BadRequestException(
                    "'phone' must be a phone number with its country code, such as 5544999999901.");
        }
        return acts.noted(
                Action.ERASE_PHONE, null, phone.masked(), () -> new Erased(erasure.phone(phone)), Erased::words);
    }
}
