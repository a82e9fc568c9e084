package io.github.plugzapi.connect.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the URL of a journal has to look like. No user and no password may be in it: drivers and pools quote the whole URL
 * where they cannot use it.
 */
public final class JournalUrl {

    private static final Pattern SQLITE = Pattern.compile("jdbc:sqlite:[^?].*");

    private static final Pattern LOGIN_INSTEAD_OF_FILE = Pattern.compile("jdbc:sqlite:(?!file:)/{0,2}[^/:]*:[^/]*@");

    private static final String HOST = "(?:\\[[0-9A-Fa-f:.]+]|[^\\s/?#@:,\\[\\]]+)(?::(\\d{1,5}))?";

    private static final Pattern POSTGRESQL = Pattern.compile(
            "jdbc:postgresql:(?://" + HOST + "(?:," + HOST + ")*(?:/[^\\s/?#@]*)?|[^\\s/?#@:]+)(?:\\?[^\\s#]*)?");

    private static final Pattern PORT = Pattern.compile("[^:/]:(\\d{1,5})(?=[,/?]|$)");
    private static final int LAST_PORT = 65_535;

    /** Of both drivers, and of what others call the same. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("user|username|.*(password|passwd|pwd|secret).*|key|hexkey", Pattern.CASE_INSENSITIVE);

    private static final Pattern PREPARES = Pattern.compile("(?i)[?&]prepareThreshold=(?!0(?:&|$))");

    private static final String REWRITES = "rewritebatchedinserts";

    private static final Pattern IN_MEMORY = Pattern.compile("(?i)^jdbc:sqlite:(?:file:)?:memory:|[?&]mode=memory");

    /** What of SQLite decides whether something is durable. */
    private static final List<String> OURS = List.of("mode", "synchronous", "journal_mode", "locking_mode", "vfs");

    private JournalUrl() {}

    /**
     * What is wrong with it.
     *
     * @param url what is given for it; never null
     * @return words that follow the name of its variable and do not quote it; empty where nothing is wrong
     */
    public static Optional<String> problem(String url) {
        if (holdsCredentials(url)) {
            return Optional.of("must not hold a user or a password, because a driver may show it: set JOURNAL_USERNAME"
                    + " and JOURNAL_PASSWORD instead");
        }
        if (!SQLITE.matcher(url).matches() && !isPostgresql(url)) {
            return Optional.of("must be jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
        }
        if (IN_MEMORY.matcher(url).find()) {
            return Optional.of("must name a file: what is kept in memory alone is lost with the process");
        }
        if (SQLITE.matcher(url).matches() && parameters(url).anyMatch(OURS::contains)) {
            return Optional.of(
                    "must not set " + String.join(", ", OURS) + ": what was answered 200 would not be safe, and the"
                            + " service sees to them itself, so leave them out");
        }
        if (parameters(url).anyMatch(name -> name.equalsIgnoreCase(REWRITES))) {
            return Optional.of("must not hold reWriteBatchedInserts: with it the driver does not say which events were"
                    + " new, so leave it out");
        }
        if (PREPARES.matcher(url).find()) {
            return Optional.of("must not set prepareThreshold to anything but 0: behind a pool such as PgBouncer a"
                    + " connection would run what another has prepared, so leave it out");
        }
        return Optional.empty();
    }

    private static boolean holdsCredentials(String url) {
        // A file may be called so; before a host it parts the password from it, wherever in the URL that ends up.
        boolean beforeHost = SQLITE.matcher(url).matches()
                ? LOGIN_INSTEAD_OF_FILE.matcher(url).lookingAt()
                : url.indexOf('@') >= 0;
        return beforeHost
                || parameters(url).anyMatch(name -> CREDENTIAL.matcher(name).matches());
    }

    /** The names of its parameters. */
    private static Stream<String> parameters(String url) {
        return Arrays.stream(url.split("[?&;]")).skip(1).map(parameter -> decoded(parameter.replaceFirst("=.*", "")));
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static boolean isPostgresql(String url) {
        if (!POSTGRESQL.matcher(url).matches()) {
            return false;
        }
        Matcher port = PORT.matcher(url.replaceFirst("\\?.*", "").replaceFirst("^jdbc:postgresql:", ""));
        while (port.find()) {
            int number = Integer.parseInt(port.group(1));
            if (number < 1 || number > LAST_PORT) {
                return false;
            }
        }
        return true;
    }
}
