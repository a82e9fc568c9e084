package io.github.plugzapi.connect.gateway;

import io.github.plugzapi.connect.event.Phone;
import java.util.regex.Pattern;

/** Makes text that comes from outside fit for a log line. */
public final class LogText {

    private static final int MAX_LENGTH = 300;
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]");

    /**
     * A phone number: 10 to 15 digits that are no end of a UUID, or what begins with a plus, however its digits are
     * grouped. Addresses and moments have other signs between theirs.
     */
    private static final Pattern PHONE = Pattern.compile("(?<![\\w.]|[0-9A-Fa-f]{4}-)\\d{10,15}(?!\\w)"
            + "|(?<!\\w)\\+[1-9](?:[ ().-]{0,2}\\d){7,14}(?![\\w]|-\\d)");

    /** With whatever stands between its digits. */
    private static final int LONGEST_PHONE = 64;

    private LogText() {}

    /**
     * One line without control characters, so that nobody can forge log lines, cut where it is too long, with phone numbers
     * masked as everywhere in the log ({@code 5544*******99}).
     *
     * @param text any text; may be null
     * @return the text as it may be logged; never null
     */
    public static String oneLine(String text) {
        if (text == null) {
            return "";
        }
        // Masked before it is cut: nobody would know what is left of a number.
        String masked = withoutPhones(text.substring(0, Math.min(text.length(), MAX_LENGTH + LONGEST_PHONE)));
        return oneLine(masked, MAX_LENGTH) + (text.length() <= MAX_LENGTH ? "" : "…");
    }

    /**
     * One line, too, silently cut where it is longer than that, with its phone numbers. It can be kept in any database: there
     * is no NUL in it, and no half of a character. What is left of a character that was cut is unfit, too.
     */
    static String oneLine(String text, int length) {
        return UNFIT.matcher(text.substring(0, Math.min(text.length(), length))).replaceAll("?");
    }

    /** The text with phone numbers masked; it keeps its length. */
    static String withoutPhones(String text) {
        return PHONE.matcher(text).replaceAll(phone -> Phone.masked(phone.group()));
    }
}
