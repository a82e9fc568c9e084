package io.github.plugzapi.connect.event;

import java.util.Objects;

/**
 * A phone number as PlugZapi writes it: country code, area code and number, digits alone.
 *
 * <p>{@link #toString()} masks it, so that a number reaches a log only where somebody asks for {@link #digits()}.
 *
 * @param digits the number, at most {@value #MAX_DIGITS} digits; empty where PlugZapi did not tell it; never null
 */
public record Phone(String digits) {

    /** E.164 allows 15 digits; WhatsApp's own ids are a little longer. */
    public static final int MAX_DIGITS = 32;

    private static final Phone UNKNOWN = new Phone("");
    private static final int SHOWN_AT_START = 4;
    private static final int SHOWN_AT_END = 2;

    /**
     * Checks the digits.
     *
     * @throws IllegalArgumentException if there is anything but digits, or too many of them
     */
    public Phone {
        Objects.requireNonNull(digits);
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("A phone number is at most " + MAX_DIGITS + " digits and nothing else");
        }
    }

    /**
     * The number of an instance that did not tell it.
     *
     * @return the unknown number; never null
     */
    public static Phone unknown() {
        return UNKNOWN;
    }

    /**
     * Reads what people and programs write for a phone number: {@code +}, spaces and dashes are dropped, and so is what
     * follows an {@code @} or {@code :} (WhatsApp's own ids look like {@code 5544999999999:7@s.whatsapp.net}).
     *
     * @param text what was written; may be null
     * @return the number; the unknown one where no digit is left or far too many are; never null
     */
    public static Phone parse(String text) {
        if (text == null) {
            return UNKNOWN;
        }
        StringBuilder digits = new StringBuilder(MAX_DIGITS);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@' || c == ':') {
                break;
            }
            if (c >= '0' && c <= '9') {
                if (digits.length() == MAX_DIGITS) {
                    return UNKNOWN;
                }
                digits.append(c);
            }
        }
        return digits.isEmpty() ? UNKNOWN : new Phone(digits.toString());
    }

    /**
     * Whether PlugZapi told the number.
     *
     * @return true if there are digits
     */
    public boolean isKnown() {
        return !digits.isEmpty();
    }

    /**
     * The number as it may stand in a log: {@code 5544*******99}.
     *
     * @return the masked number, or the words {@code an unknown number}; never null
     */
    public String masked() {
        if (!isKnown()) {
            return "an unknown number";
        }
        int hidden = digits.length() - SHOWN_AT_START - SHOWN_AT_END;
        if (hidden < SHOWN_AT_START) {
            return "*".repeat(digits.length());
        }
        return digits.substring(0, SHOWN_AT_START)
                + "*".repeat(hidden)
                + digits.substring(digits.length() - SHOWN_AT_END);
    }

    /** The masked number: a record in a log line or an exception shows no more than that. */
    @Override
    public String toString() {
        return masked();
    }
}
