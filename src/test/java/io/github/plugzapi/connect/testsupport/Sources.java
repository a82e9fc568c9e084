package io.github.plugzapi.connect.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the application is built from, for rules that what is compiled cannot be asked about. */
public final class Sources {

    private static final Path JAVA = Path.of("src/main/java");
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final String ROOT = "io.github.plugzapi.connect";

    private static final String LITERAL = "\"\"\"(?:[^\\\\]|\\\\.)*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"";
    private static final Pattern LITERALS = Pattern.compile(LITERAL, Pattern.DOTALL);
    private static final Pattern COMMENTS =
            Pattern.compile("(" + LITERAL + "|'(?:[^'\\\\]|\\\\.)')|//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** A text in several lines is one text. */
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?" + Pattern.quote(ROOT) + "\\.([a-z]+)\\.");

    private Sources() {}

    /** The name of a package of ours below the root, such as {@code event}; that of the root itself is {@code root}. */
    public static String room(String packageName) {
        return packageName.equals(ROOT)
                ? "root"
                : packageName.substring(ROOT.length() + 1).split("\\.")[0];
    }

    /**
     * A file.
     *
     * @param type the name of its class
     * @param text what is in it
     */
    public record Source(String type, String text) {

        /** The package that it is in, as {@link Sources#room(String)} says. */
        public String room() {
            return Sources.room(packageName());
        }

        public String packageName() {
            return type.substring(0, type.lastIndexOf('.'));
        }

        public boolean isPackageInfo() {
            return type.endsWith(".package-info");
        }

        /** The packages of ours whose classes it names. */
        public Set<String> imports() {
            return IMPORT.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toSet());
        }

        public int lines() {
            return (int) text.lines().count();
        }

        /** What is compiled of it: without comments, and with a text of several lines in one piece. */
        public String code() {
            return CONCATENATION
                    .matcher(COMMENTS.matcher(text).replaceAll("$1"))
                    .replaceAll("");
        }

        /** The texts in it. */
        public List<String> literals() {
            return LITERALS.matcher(code())
                    .results()
                    .map(literal -> literal.group().replaceAll("^\"+|\"+$", "").strip())
                    .toList();
        }
    }

    /** All files of the application. */
    public static List<Source> main() {
        return files(JAVA, ".java").entrySet().stream()
                .map(file -> new Source(file.getKey().replaceAll("\\.java$", "").replace('/', '.'), file.getValue()))
                .toList();
    }

    /** All that is done to make the tables, by the name of the database. */
    public static Map<String, String> migrations() {
        Map<String, String> all = new TreeMap<>();
        files(MIGRATIONS, ".sql").forEach((file, text) -> all.merge(file.split("/")[0], text, String::concat));
        return all;
    }

    private static Map<String, String> files(Path folder, String extension) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path :
                    paths.filter(each -> each.toString().endsWith(extension)).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
