package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import java.time.Instant;

/**
 * A time during which an instance was as it was.
 *
 * @param status how; unknown too while PlugZapi did not say how it is; never null
 * @param isTold whether PlugZapi had said anything of it until then
 * @param from since when, in UTC; never null
 * @param to until when, in UTC; never null
 */
public record Stretch(Status status, boolean isTold, Instant from, Instant to) {}
