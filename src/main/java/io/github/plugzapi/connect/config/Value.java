package io.github.plugzapi.connect.config;

import io.github.plugzapi.connect.event.Kind;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the text of a variable must look like. */
interface Value {

    /** What prints a secret that {@link #webhookSecret()} takes. */
    String MAKE_WEBHOOK_SECRET = "echo whsec_$(openssl rand -base64 32)";

    /**
     * What is wrong with a text, in words that follow the variable's name. The text is not quoted, whatever it is: people
     * put passwords in the wrong place.
     *
     * @param text without white space around it, and not empty
     * @param devOrTest whether nobody but a developer will ever call
     */
    Optional<String> problem(String text, boolean devOrTest);

    /** The text in the form that everybody reads, where nothing is wrong with it. */
    default String normal(String text) {
        return text;
    }

    /** Anything at all. */
    static Value text() {
        return (text, devOrTest) -> Optional.empty();
    }

    /** A secret that somebody else made, so that we cannot say what it has to look like. */
    static Value credential() {
        return credential(text());
    }

    private static Value credential(Value form) {
        return new Secret(0, form);
    }

    /** A secret that the user makes up. */
    static Value secret() {
        return new Secret(16, text());
    }

    /**
     * A secret as Standard Webhooks writes it. What their libraries make of another form differs: that in Java needs no
     * padding and that in JavaScript does, and that in Python passes over characters that it does not know.
     */
    static Value webhookSecret() {
        Pattern form = Pattern.compile("whsec_([A-Za-z0-9+/]+={0,2})");
        return credential((text, devOrTest) -> {
            Matcher secret = form.matcher(text);
            byte[] bytes = secret.matches() ? bytes(secret.group(1)) : null;
            if (bytes == null) {
                return Optional.of("must be whsec_ and standard base64 with its padding, such as the output of "
                        + MAKE_WEBHOOK_SECRET);
            }
            return bytes.length < 24 || bytes.length > 64
                    ? Optional.of("must be 24 to 64 bytes in base64, such as the output of " + MAKE_WEBHOOK_SECRET)
                    : Optional.empty();
        });
    }

    /** Null where they would not be written like this. */
    private static byte[] bytes(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The value of a header. */
    static Value header() {
        return credential(matching("[ -~]+", "must be one line of ASCII text, without control characters"));
    }

    /** Somebody's name, as HTTP Basic writes it before a colon; the one who may look alone has a name already. */
    static Value username() {
        Value form = matching("[^:\\p{Cntrl}]+", "must have no colon and no control characters");
        return (text, devOrTest) -> text.equals("reader")
                ? Optional.of("must not be reader: that is who signs in with CONSOLE_READER_PASSWORD")
                : form.problem(text, devOrTest);
    }

    /** An address whose first word says by which channel somebody is reached, which knows that word and the rest; it may be a token. */
    static Value address() {
        return credential(matching(
                "[A-Za-z]+:.+", "must be a channel's word, a colon and an address, such as mailto:ops@example.com"));
    }

    /** A base URL that is called, or shown to people. */
    static Value baseUrl() {
        return (text, devOrTest) -> BaseUrl.problem(text, true);
    }

    /** The base URL of ourselves, as the internet sees it. */
    static Value publicUrl() {
        return BaseUrl::problem;
    }

    /** Where something is sent. */
    static Value targetUrl() {
        return (text, devOrTest) -> TargetUrl.problem(text);
    }

    /** Where a journal is kept. */
    static Value journalUrl() {
        return (text, devOrTest) -> JournalUrl.problem(text);
    }

    /** A server that is no URL. */
    static Value hostAndPort() {
        String port = "(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";
        return matching(
                "(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):" + port, "must be HOST:PORT, such as kafka.example.com:9092");
    }

    /** A topic of Kafka's. */
    static Value topic() {
        return matching(
                "[A-Za-z0-9._-]{1,249}",
                "must be a topic's name: up to 249 letters, digits, dots, underscores and dashes");
    }

    private static Value matching(String pattern, String problem) {
        Pattern compiled = Pattern.compile(pattern);
        return (text, devOrTest) -> compiled.matcher(text).matches() ? Optional.empty() : Optional.of(problem);
    }

    /** A kind of events. */
    static Value kind() {
        return oneOf(Stream.of(Kind.values()).map(Kind::word).toArray(String[]::new));
    }

    /** Some of the same, with commas between. */
    static Value listOf(Value each) {
        return listOf(each, Integer.MAX_VALUE);
    }

    /** Not too many of the same, with commas between. */
    static Value listOf(Value each, int most) {
        return new Listed(each, most);
    }

    /** A whole number from 1. */
    static Value count() {
        return (text, devOrTest) ->
                isBetween(text, 1, Integer.MAX_VALUE) ? Optional.empty() : Optional.of("must be a whole number from 1");
    }

    /** A whole number from 1 that is not too large. */
    static Value countTo(int most) {
        return (text, devOrTest) ->
                isBetween(text, 1, most) ? Optional.empty() : Optional.of("must be a whole number from 1 to " + most);
    }

    private static boolean isBetween(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** One of a few words. */
    static Value oneOf(String... words) {
        return (text, devOrTest) ->
                List.of(words).contains(text) ? Optional.empty() : Optional.of("must be " + String.join(" or ", words));
    }

    /** A duration longer than zero. */
    static Value duration() {
        return durationTo(Durations.LONGEST);
    }

    /** A duration that is not too short. */
    static Value durationFrom(String least) {
        return Durations.between(least, Durations.LONGEST);
    }

    /** A duration longer than zero that is not too long. */
    static Value durationTo(String most) {
        return durationBetween("0s", most);
    }

    /** A duration that is neither too short nor too long. */
    static Value durationBetween(String least, String most) {
        return Durations.between(least, most);
    }

    /**
     * A list with commas between.
     *
     * @param each what each part of it must look like
     * @param most how many it may have
     */
    record Listed(Value each, int most) implements Value {

        @Override
        public Optional<String> problem(String text, boolean devOrTest) {
            List<String> parts = parts(text);
            if (parts.contains("")) {
                return Optional.of("must have something before and after each comma");
            }
            if (parts.size() > most) {
                return Optional.of("must have at most " + most + " parts");
            }
            return parts.stream()
                    .flatMap(part -> each.problem(part, devOrTest).stream())
                    .findFirst()
                    .map(problem -> "is a list with commas between, and each part of it " + problem);
        }

        /** Without white space around the commas. */
        @Override
        public String normal(String text) {
            return parts(text).stream().map(each::normal).collect(Collectors.joining(","));
        }

        private static List<String> parts(String text) {
            return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        }
    }

    /**
     * A secret.
     *
     * @param leastLength how many characters it has, so that nobody guesses it
     * @param form what else it must look like
     */
    record Secret(int leastLength, Value form) implements Value {

        /** In {@code application.properties} and in the README, for dev mode alone. */
        private static final Set<String> OF_DEV_MODE =
                Set.of("dev-mode-alone", "whsec_DevModeAloneDevModeAloneDevModeAlone");

        /** How to make one, where only the outcome was meant; a file of variables is read by no shell. */
        private static final Pattern COMMAND = Pattern.compile("openssl +rand");

        @Override
        public Optional<String> problem(String text, boolean devOrTest) {
            if (OF_DEV_MODE.contains(text)) {
                return devOrTest
                        ? Optional.empty()
                        : Optional.of("is dev mode's, which everybody knows: make your own");
            }
            if (COMMAND.matcher(text).find()) {
                return Optional.of("is the command that makes a secret: set it to what the command prints");
            }
            return text.codePointCount(0, text.length()) < leastLength
                    ? Optional.of("must have at least " + leastLength
                            + " characters, such as the output of openssl rand -hex 32")
                    : form.problem(text, devOrTest);
        }
    }
}
