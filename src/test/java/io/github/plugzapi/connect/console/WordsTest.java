package io.github.plugzapi.connect.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the pages say in Portuguese they say in English, too. */
class WordsTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:#(?:when|switch|if) )?(\\w+)[ }]");

    static Stream<Class<?>> bundles() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<Class<?>> bundles = new java.util.ArrayList<>();
            for (Path source : sources) {
                if (Files.readString(source).contains("@MessageBundle(")) {
                    String name = SOURCES.relativize(source).toString().replaceAll("\\.java$", "");
                    bundles.add(load(name.replace('/', '.')));
                }
            }
            return bundles.stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void eachIsThereInBothLanguagesWithTheSameInIt(Class<?> bundle) throws IOException {
        String name = bundle.getAnnotation(MessageBundle.class).value();
        Properties english = new Properties();
        try (InputStream stream = bundle.getResourceAsStream("/messages/" + name + "_en.properties");
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            english.load(reader);
        }
        List<Method> methods = List.of(bundle.getDeclaredMethods());

        assertThat(english.stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        methods.stream().map(Method::getName).toList());
        for (Method method : methods) {
            String portuguese = method.getAnnotation(Message.class).value();
            assertThat(placeholders(english.getProperty(method.getName())))
                    .as(method.getName())
                    .isEqualTo(placeholders(portuguese));
        }
    }

    private static TreeSet<String> placeholders(String message) {
        return new TreeSet<>(PLACEHOLDER
                .matcher(message)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList());
    }
}
