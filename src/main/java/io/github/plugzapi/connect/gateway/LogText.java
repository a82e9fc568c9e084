package io.github.plugzapi.connect.gateway;

import java.util.regex.Pattern;

/** Makes text that comes from outside fit for a log line. */
public final class LogText {

    private static final int MAX_LENGTH = 300;
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]");

    private LogText() {}

    /**
     * One line without control characters, so that nobody can forge log lines, cut where it is too long. It can be kept in
     * any database: there is no NUL in it, and no half of a character.
     *
     * @param text any text; may be null
     * @return the text as it may be logged; never null
     */
    public static String oneLine(String text) {
        if (text == null) {
            return "";
        }
        return oneLine(text, MAX_LENGTH) + (text.length() <= MAX_LENGTH ? "" : "…");
    }

    /** The same, silently cut where it is longer than that. What is left of a character that was cut is unfit, too. */
    static String oneLine(String text, int length) {
        return UNFIT.matcher(text.substring(0, Math.min(text.length(), length))).replaceAll("?");
    }
}
