package io.github.plugzapi.connect.gateway;

import java.util.regex.Pattern;

/** Makes text that comes from outside fit for a log line. */
public final class LogText {

    private static final int MAX_LENGTH = 300;
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]");

    private LogText() {}

    /**
     * One line without control characters, so that nobody can forge log lines, cut where it is too long.
     *
     * @param text any text; may be null
     * @return the text as it may be logged; never null
     */
    public static String oneLine(String text) {
        if (text == null) {
            return "";
        }
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return UNFIT.matcher(cut).replaceAll("?");
    }
}
