package io.github.plugzapi.connect.text;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cuts and cleans text that comes from outside, so that it can be kept, and names what is counted. */
public final class Text {

    /** PostgreSQL keeps no NUL, and no encoding has half of a character. */
    private static final Pattern NOT_KEPT = Pattern.compile("[\0\\p{Cs}]");

    private static final Pattern NO_PART_OF_A_LINE = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]");

    private Text() {}

    /**
     * The beginning of a text.
     *
     * @param text any text; may be null
     * @param length how many characters ({@code char}) at most, from 1
     * @return the text where it is no longer; else so much of it that no character of it is cut in two; null for null
     */
    public static String cut(String text, int length) {
        if (text == null || text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /**
     * A text as any database can keep it: U+FFFD stands for each NUL in it, and for each half of a character.
     *
     * @param text any text; may be null
     * @return the text, as long as it was; null for null
     */
    public static String clean(String text) {
        return text == null || isKept(text) ? text : NOT_KEPT.matcher(text).replaceAll("\uFFFD");
    }

    /** Mostly it is, and the pattern is slow to say so. A surrogate may be one of a pair, which the pattern knows. */
    private static boolean isKept(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * A text on one line, without control characters, so that nobody can forge lines of a log, and silently cut. Any database
     * can keep it. Phone numbers stay in it.
     *
     * @param text any text; never null
     * @param length how many characters ({@code char}) at most, from 1
     * @return the text, with a question mark for each character that no line has; never null
     */
    public static String oneLine(String text, int length) {
        return NO_PART_OF_A_LINE.matcher(cut(text, length)).replaceAll("?");
    }

    /**
     * A text as one segment of a URL's path.
     *
     * @param text any text; never null
     * @return the text, with whatever parts segments or has another meaning there encoded; never null
     */
    public static String pathSegment(String text) {
        // URLEncoder is for forms, where a space is a plus; in a path it is %20.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The word for one of a few, as metrics, the journal and answers have it.
     *
     * @param one any constant; never null
     * @return its name in lower case; never null
     */
    public static String label(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one that a word is for.
     *
     * @param <E> what it is one of
     * @param of what it is one of; never null
     * @param label what {@link #label} gave, in whichever case; never null
     * @return the constant; never null
     * @throws IllegalArgumentException if there is none of that name
     */
    public static <E extends Enum<E>> E labelled(Class<E> of, String label) {
        return Enum.valueOf(of, label.toUpperCase(Locale.ROOT));
    }
}
