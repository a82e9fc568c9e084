package io.github.plugzapi.connect.event;

import io.github.plugzapi.connect.text.LogText;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone number as PlugZapi writes it: country code, area code and number, digits alone.
 *
 * <p>{@link #toString()} masks it, so that a number reaches a log only where somebody asks for {@link #digits()}.
 *
 * @param digits the number, at most {@value #MAX_DIGITS} digits; empty where PlugZapi did not tell it; never null
 */
public record Phone(String digits) {

    /** More than E.164 allows, because journals may hold what was once taken for a number. */
    public static final int MAX_DIGITS = 32;

    private static final Phone UNKNOWN = new Phone("");

    /** E.164: a country code, which begins with no zero, and at most 15 digits in all. No country has shorter ones. */
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{7,14}");

    /** WhatsApp's id of a phone number, perhaps with an agent and a device; other ids have other servers. */
    private static final Pattern ID =
            Pattern.compile("\\+?([0-9]+)([._:].*)?@(s\\.whatsapp\\.net|c\\.us)", Pattern.CASE_INSENSITIVE);

    /** Brazil, area code, perhaps the ninth digit, and eight digits of which the first says that it is a mobile phone. */
    private static final Pattern BRAZILIAN_MOBILE = Pattern.compile("(55[1-9][1-9])9?([6-9][0-9]{7})");

    /**
     * Checks the digits. {@inheritDoc}
     *
     * @throws IllegalArgumentException if there is anything but digits, or too many of them
     */
    public Phone {
        Objects.requireNonNull(digits);
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(Phone::isDigit)) {
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
     * Reads what people and programs write for a phone number: {@code +}, spaces, dashes, dots and brackets are dropped. Of
     * WhatsApp's own ids, those of phone numbers are read ({@code 5544999999999:7@s.whatsapp.net}, {@code …@c.us}), but not
     * linked ids ({@code …@lid}), groups ({@code …@g.us}) and whatever else is written with an {@code @}. A linked id without
     * its {@code @lid} cannot be told from a number.
     *
     * @param text what was written, with the country code; may be null
     * @return the number; the unknown one where it holds a letter, or not 8 to 15 digits that begin with no zero; never null
     */
    public static Phone parse(String text) {
        if (text == null) {
            return UNKNOWN;
        }
        String number = text.strip();
        if (number.indexOf('@') >= 0) {
            Matcher id = ID.matcher(number);
            return id.matches() ? ofDigits(id.group(1)) : UNKNOWN;
        }
        int device = number.indexOf(':');
        return ofDigits(digits(device < 0 ? number : number.substring(0, device)));
    }

    private static Phone ofDigits(String digits) {
        return NUMBER.matcher(digits).matches() ? new Phone(digits) : UNKNOWN;
    }

    /** The digits of what may have other characters between them, but no letters; empty where it has. */
    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                digits.append(c);
            } else if (Character.isLetterOrDigit(c)) {
                return "";
            }
        }
        return digits.toString();
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
     * The ways in which the same number is written. A Brazilian mobile number has two: with and without the ninth digit,
     * {@code 5544999999999} and {@code 554499999999}. These are {@code 55}, an area code of two digits without a zero, perhaps
     * a {@code 9}, and eight digits of which the first is 6, 7, 8 or 9. Every other number has one: those of other countries,
     * Brazilian landlines ({@code 554433333333}), and newer mobile numbers, which never were without the ninth digit
     * ({@code 5511951234567}).
     *
     * @return this number first, then its other form where there is one; none for the unknown number; never null
     */
    public List<Phone> forms() {
        if (!isKnown()) {
            return List.of();
        }
        Matcher mobile = BRAZILIAN_MOBILE.matcher(digits);
        if (!mobile.matches()) {
            return List.of(this);
        }
        String shorter = mobile.group(1) + mobile.group(2);
        String longer = mobile.group(1) + "9" + mobile.group(2);
        return List.of(this, new Phone(digits.equals(shorter) ? longer : shorter));
    }

    /**
     * The number as it may stand in a log: {@code 5544*******99}.
     *
     * @return the masked number, or the words {@code an unknown number}; never null
     */
    public String masked() {
        return isKnown() ? LogText.masked(digits) : "an unknown number";
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The masked number: a record in a log line or an exception shows no more than that. */
    @Override
    public String toString() {
        return masked();
    }
}
