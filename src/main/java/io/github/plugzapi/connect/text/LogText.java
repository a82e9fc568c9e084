package io.github.plugzapi.connect.text;

import java.util.regex.Pattern;

/** Makes text that comes from outside fit for a log line. */
public final class LogText {

    /** Nobody reads further in what others say. */
    public static final int MAX_LENGTH = 300;

    private static final int SHOWN_AT_START = 4;
    private static final int SHOWN_AT_END = 2;

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
     * One line without control characters, so that nobody can forge log lines, cut after {@value #MAX_LENGTH} characters, with
     * phone numbers masked as everywhere in the log ({@code 5544*******99}).
     *
     * @param text any text; may be null
     * @return the text as it may be logged; never null
     */
    public static String oneLine(String text) {
        if (text == null) {
            return "";
        }
        // Masked before it is cut: nobody would know what is left of a number.
        String masked = withoutPhones(Text.cut(text, MAX_LENGTH + LONGEST_PHONE));
        return Text.oneLine(masked, MAX_LENGTH) + (text.length() <= MAX_LENGTH ? "" : "…");
    }

    /** The text with phone numbers masked; it keeps its length. */
    static String withoutPhones(String text) {
        return PHONE.matcher(text).replaceAll(phone -> masked(phone.group()));
    }

    /**
     * A phone number as it may stand in a log, {@code +55 44 *****-**99} of whatever somebody wrote.
     *
     * @param written digits, with whatever stands between them; never null
     * @return the text with stars for digits, of the same length; never null
     */
    public static String masked(String written) {
        long digits = written.chars().filter(LogText::isDigit).count();
        boolean hidesAll = digits < 2 * SHOWN_AT_START + SHOWN_AT_END;
        StringBuilder masked = new StringBuilder(written);
        int digit = 0;
        for (int i = 0; i < written.length(); i++) {
            if (isDigit(written.charAt(i))) {
                if (hidesAll || digit >= SHOWN_AT_START && digit < digits - SHOWN_AT_END) {
                    masked.setCharAt(i, '*');
                }
                digit++;
            }
        }
        return masked.toString();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
