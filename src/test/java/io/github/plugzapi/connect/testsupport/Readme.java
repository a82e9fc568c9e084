package io.github.plugzapi.connect.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the README promises. */
public final class Readme {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private Readme() {}

    /** The rows of the table whose first column has this heading, each as its cells. */
    public static List<List<String>> table(String heading) {
        return table("README.md", heading);
    }

    /** The same of another page. */
    public static List<List<String>> table(String page, String heading) {
        try (Stream<String> lines = Files.lines(Path.of(page))) {
            return lines.dropWhile(line -> !line.startsWith("| " + heading + " |"))
                    .takeWhile(line -> line.startsWith("|"))
                    .skip(2)
                    .map(line -> Stream.of(line.split("\\|", -1))
                            .skip(1)
                            .map(String::strip)
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is written as code in a cell. */
    public static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }
}
