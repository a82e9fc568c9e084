package io.github.plugzapi.connect.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds a phone number in what people and programs write: in any of its {@link Phone#forms() forms}, as digits with the country
 * code, in one run or in groups, {@code +55 (44) 99999-9999}, as long as its last four digits stand together.
 */
public final class PhoneInText {

    /** Fewer digits are found everywhere; of such a number only that is found which says that it is one. */
    private static final int SEARCHED_DIGITS = 8;

    /** What a database can look for; the rest of the number may be written in groups, which it does not know. */
    private static final int LAST_DIGITS = 4;

    /** Spaces, brackets, dashes and the like; what is not ASCII may take several bytes. */
    private static final String BETWEEN = "[ ().+/\\u0080-\\uFFFF-]{0,4}";

    private final List<String> forms;
    private final String last;
    private final Pattern written;

    /**
     * To find a number.
     *
     * @param phone the number, a known one; never null
     */
    public PhoneInText(Phone phone) {
        forms = phone.forms().stream().map(Phone::digits).toList();
        String digits = phone.digits();
        // It is the same in all forms.
        last = digits.length() < SEARCHED_DIGITS ? null : digits.substring(digits.length() - LAST_DIGITS);
        written = Pattern.compile(forms.stream()
                .map(form -> String.join(BETWEEN, form.split("")))
                // Part of a longer number is another number; but 00 may stand before any.
                .collect(Collectors.joining("|", "(?<![1-9])(?:", ")(?![0-9])")));
    }

    /**
     * The number as PlugZapi may write it.
     *
     * @return its digits, in each of its forms; never null
     */
    public List<String> forms() {
        return forms;
    }

    /**
     * Digits that stand together wherever the number is written, for a database to look for.
     *
     * @return the last ones; null where the number is too short to be looked for in texts
     */
    public String lastDigits() {
        return last;
    }

    /**
     * Whether the number is written in a text.
     *
     * @param text any text; may be null
     * @return whether it is in it
     */
    public boolean isIn(String text) {
        return last != null && text != null && written.matcher(text).find();
    }

    /**
     * Whether the number is written in a body of whatever form.
     *
     * @param body its bytes, of which each is taken for a character; may be null
     * @return whether it is in it
     */
    public boolean isIn(byte[] body) {
        return body != null && isIn(new String(body, StandardCharsets.ISO_8859_1));
    }
}
