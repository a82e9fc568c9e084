package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Writes a JSON object, field by field. By hand, since each callback's answer waits for it. A NUL and half of a character
 * become U+FFFD: others could neither read nor keep them.
 */
final class JsonText {

    /** As RFC 3339 has it, always with milliseconds, so that all are of one length and in the order of time. */
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(384);

    /** A text; null where there is none. */
    JsonText text(String name, String value) {
        name(name);
        if (value == null) {
            out.append("null");
        } else {
            out.append('"');
            escape(value);
            out.append('"');
        }
        return this;
    }

    /** A text, or no field at all. */
    JsonText textIfAny(String name, String value) {
        return value == null ? this : text(name, value);
    }

    /** A phone number, or no field at all where it is not known. */
    JsonText phone(String name, Phone phone) {
        return phone.isKnown() ? text(name, phone.digits()) : this;
    }

    JsonText moment(String name, Instant moment) {
        name(name).append('"');
        MOMENT.formatTo(moment, out);
        out.append('"');
        return this;
    }

    JsonText number(String name, long number) {
        name(name).append(number);
        return this;
    }

    JsonText flag(String name, boolean flag) {
        name(name).append(flag);
        return this;
    }

    private StringBuilder name(String name) {
        return out.append(out.isEmpty() ? "{\"" : ",\"").append(name).append("\":");
    }

    private void escape(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        // Mostly that was all of it, and one by one is slow.
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == 0) {
                out.append('\uFFFD');
            } else if (c < ' ') {
                out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append('\uFFFD');
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
    }

    /** The whole object; nothing can be written after it. */
    @Override
    public String toString() {
        return out + "}";
    }
}
