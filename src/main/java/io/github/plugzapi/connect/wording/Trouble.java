package io.github.plugzapi.connect.wording;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that people must know of, fit to be told: without secrets, and with phone numbers masked.
 *
 * @param key what it is known by over all messages about it; never null
 * @param sort what it is; never null
 * @param name what it is about, as people call it; never null
 * @param phone the number, masked; null where it is not known
 * @param since since when; of a subscription, until when it is paid for; never null
 * @param until until when; null where it goes on
 * @param said what the gateway said; null where there is nothing to say
 */
public record Trouble(String key, Sort sort, String name, String phone, Instant since, Instant until, String said) {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public Trouble {
        Objects.requireNonNull(key);
        Objects.requireNonNull(sort);
        Objects.requireNonNull(name);
        Objects.requireNonNull(since);
    }
}
