package io.github.plugzapi.connect.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Cuts secrets out of what the gateway says, however it writes them: in other case, with or without what stands between
 * their letters and digits, escaped as in JSON, in a URL or in HTML, in part.
 */
public final class Secrets {

    private static final String CUT = "***";
    private static final int RANDOM_BYTES = 32;

    /** So many characters of a secret in a row are a part of it, if there is a digit among them: no word has one. */
    private static final int PART = 6;

    /** So many are, whatever they are. */
    private static final int LONG_PART = 12;

    /** A shorter one would be found in every word. */
    private static final int SHORTEST = 4;

    /** Nobody reads further. */
    private static final int MAX_TEXT = 8_192;

    /** So much at the end of what was cut may be the beginning of a secret, too little of it to be known. */
    private static final int BEGINNING = 128;

    private static final int MAX_ENCODINGS = 3;

    private static final Pattern CODED = Pattern.compile("%([0-9A-Fa-f]{2})|\\\\u([0-9A-Fa-f]{4})|\\\\x([0-9A-Fa-f]{2})"
            + "|&#[xX]([0-9A-Fa-f]{1,6});|&#([0-9]{1,7});|\\\\([/\\\\\"'])|&(?:amp|quot|apos|lt|gt|nbsp);");

    private static final String CALLBACKS = "/webhooks/";

    private final List<String> secrets;

    private Secrets(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * Makes a secret that nobody can guess.
     *
     * @return 256 random bits, as base64url without padding; never null
     */
    public static String make() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * What a secret can be told from another by, and is not told itself.
     *
     * @param secret any text; never null
     * @return its SHA-256 (FIPS 180-4) in UTF-8, 32 bytes; never null
     */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Secrets to be cut out.
     *
     * @param secrets any number; what is null or too short to be told from other text is passed over
     * @return them; never null
     */
    public static Secrets of(String... secrets) {
        return new Secrets(Stream.of(secrets)
                .filter(Objects::nonNull)
                .filter(secret -> secret.length() >= SHORTEST)
                .toList());
    }

    /**
     * Cuts the secrets out, and the keys in callback URLs, and masks phone numbers.
     *
     * @param text any text; what is longer than {@value #MAX_TEXT} characters is cut; never null
     * @return the text without them; never null
     */
    public String cutFrom(String text) {
        return LogText.withoutPhones(cutAloneFrom(text));
    }

    /**
     * Cuts the same out, but for phone numbers: for those who may see them.
     *
     * @param text any text; what is longer than {@value #MAX_TEXT} characters is cut; never null
     * @return the text without the secrets; never null
     */
    public String cutAloneFrom(String text) {
        String bounded = Text.cut(text, MAX_TEXT);
        return joined(bounded, marked(bounded));
    }

    /**
     * The beginning of a text without the secrets, and without what may be the beginning of one where the text is cut.
     *
     * @param text any text; never null
     * @param most how many characters ({@code char}) of it at most, from 1; fewer than {@value #MAX_TEXT} by far
     * @return the text without the secrets; phone numbers stay in it; never null
     */
    public String cutAloneFromBeginningOf(String text, int most) {
        if (text.length() <= most) {
            return cutAloneFrom(text);
        }
        String beginning = cutAloneFrom(Text.cut(text, most + BEGINNING));
        return Text.cut(beginning, Math.max(1, Math.min(most, beginning.length() - BEGINNING)));
    }

    /**
     * Whether any of that, but for phone numbers, would be cut out.
     *
     * @param text any text; never null
     * @return whether there is a secret in it
     */
    public boolean areIn(String text) {
        for (boolean secret : marked(Text.cut(text, MAX_TEXT))) {
            if (secret) {
                return true;
            }
        }
        return false;
    }

    private boolean[] marked(String bounded) {
        Spelling spelling = Spelling.of(bounded);
        boolean[] secret = new boolean[bounded.length()];
        cutCallbackUrls(spelling, secret);
        Spelling folded = spelling.folded();
        for (String each : secrets) {
            cutLiterally(each, bounded, secret);
            cut(Spelling.of(each).folded().text(), folded, secret);
        }
        return secret;
    }

    private static void cutCallbackUrls(Spelling spelling, boolean[] secret) {
        String text = spelling.text().toLowerCase(Locale.ROOT);
        for (int at = text.indexOf(CALLBACKS); at >= 0; at = text.indexOf(CALLBACKS, at + 1)) {
            int end = at + CALLBACKS.length();
            while (end < text.length() && !spelling.endsUrl(end)) {
                spelling.mark(end, end + 1, secret);
                end++;
            }
        }
    }

    private static void cutLiterally(String each, String text, boolean[] secret) {
        Matcher matcher = Pattern.compile(each, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(text);
        while (matcher.find()) {
            for (int i = matcher.start(); i < matcher.end(); i++) {
                secret[i] = true;
            }
        }
    }

    /** Marks each run of letters and digits that the text and the secret have in common. */
    private static void cut(String each, Spelling folded, boolean[] secret) {
        if (each.length() < SHORTEST) {
            return;
        }
        String text = folded.text();
        int[] before = new int[each.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            int[] runs = new int[each.length() + 1];
            int longest = 0;
            for (int j = 0; j < each.length(); j++) {
                if (text.charAt(i) == each.charAt(j)) {
                    runs[j + 1] = before[j] + 1;
                    longest = Math.max(longest, runs[j + 1]);
                }
            }
            if (tells(text, i + 1 - longest, i + 1, each.length())) {
                folded.mark(i + 1 - longest, i + 1, secret);
            }
            before = runs;
        }
    }

    private static boolean tells(String text, int from, int to, int whole) {
        int length = to - from;
        return length >= Math.min(whole, LONG_PART)
                || (length >= PART && text.substring(from, to).chars().anyMatch(Character::isDigit));
    }

    private static String joined(String text, boolean[] secret) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!secret[i]) {
                joined.append(text.charAt(i));
            } else if (i == 0 || !secret[i - 1]) {
                joined.append(CUT);
            }
        }
        return joined.toString();
    }

    /** The characters that a text means, and where in it each is written. */
    private record Spelling(String text, List<Integer> from, List<Integer> to) {

        static Spelling of(String text) {
            List<Integer> from = new ArrayList<>();
            List<Integer> to = new ArrayList<>();
            for (int i = 0; i < text.length(); i++) {
                from.add(i);
                to.add(i + 1);
            }
            Spelling spelling = new Spelling(text, from, to);
            for (int i = 0; i < MAX_ENCODINGS; i++) {
                Spelling decoded = spelling.decoded();
                if (decoded.text().length() == spelling.text().length()) {
                    break;
                }
                spelling = decoded;
            }
            return spelling;
        }

        private Spelling decoded() {
            StringBuilder meant = new StringBuilder();
            List<Integer> newFrom = new ArrayList<>();
            List<Integer> newTo = new ArrayList<>();
            Matcher coded = CODED.matcher(text);
            int at = 0;
            while (at < text.length()) {
                int end = at + 1;
                char character = text.charAt(at);
                if ((character == '%' || character == '\\' || character == '&')
                        && coded.region(at, text.length()).lookingAt()) {
                    end = coded.end();
                    character = character(coded);
                }
                meant.append(character);
                newFrom.add(from.get(at));
                newTo.add(to.get(end - 1));
                at = end;
            }
            return new Spelling(meant.toString(), newFrom, newTo);
        }

        private static char character(Matcher coded) {
            for (int group : new int[] {1, 2, 3, 4}) {
                if (coded.group(group) != null) {
                    return (char) Integer.parseInt(coded.group(group), 16);
                }
            }
            if (coded.group(5) != null) {
                return (char) Integer.parseInt(coded.group(5));
            }
            // What is escaped by its name is neither letter nor digit.
            return coded.group(6) == null ? '&' : coded.group(6).charAt(0);
        }

        /** The letters and digits alone, in lower case. */
        Spelling folded() {
            StringBuilder folded = new StringBuilder();
            List<Integer> newFrom = new ArrayList<>();
            List<Integer> newTo = new ArrayList<>();
            for (int i = 0; i < text.length(); i++) {
                char character = text.charAt(i);
                if (character < 128 && Character.isLetterOrDigit(character)) {
                    folded.append(Character.toLowerCase(character));
                    newFrom.add(from.get(i));
                    newTo.add(to.get(i));
                }
            }
            return new Spelling(folded.toString(), newFrom, newTo);
        }

        /** A space that is encoded is a part of the URL. */
        boolean endsUrl(int at) {
            char character = text.charAt(at);
            boolean asItIs = to.get(at) - from.get(at) == 1;
            return "\"'<>".indexOf(character) >= 0 || asItIs && Character.isWhitespace(character);
        }

        /** Marks where the characters are written, with what stands between them. */
        void mark(int first, int end, boolean[] marks) {
            for (int i = from.get(first); i < to.get(end - 1); i++) {
                marks[i] = true;
            }
        }
    }
}
