package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VariablesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:`[A-Z_<>]+`(?:, )?)+) \\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([A-Z_<>]+)`");

    @Test
    void theTableInTheReadmeHasTheSameNamesAndDefaults() throws IOException {
        Map<String, String> inReadme = new TreeMap<>();
        Matcher row = ROW.matcher(readme());
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(1));
            while (name.find()) {
                inReadme.put(
                        name.group(1).replaceAll("<[A-Z]+>", "*"),
                        row.group(2).replace("`", "").strip());
            }
        }

        assertThat(inReadme.keySet())
                .isEqualTo(Variables.ALL.stream().map(Variable::name).collect(Collectors.toCollection(TreeSet::new)));
        Variables.ALL.stream().filter(variable -> variable.byDefault() != null).forEach(variable -> assertThat(inReadme)
                .containsEntry(variable.name(), variable.byDefault()));
    }

    @Test
    void theReadmeNamesEachPrefix() throws IOException {
        String readme = readme();

        assertThat(Variables.prefixes()).allMatch(prefix -> readme.contains("`" + prefix + "`"));
    }

    @Test
    void theMappingsAndThePropertiesReadWhatIsInTheTableAndAllOfIt() throws IOException {
        Set<String> read = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.plugzapi.connect")) {
            if (type.isAnnotatedWith(ConfigMapping.class)) {
                read.addAll(ConfigMappings.getProperties(ConfigClass.configClass(type.reflect()))
                        .keySet());
            }
        }
        String properties = properties();
        Variables.ALL.stream()
                .map(Variable::property)
                .filter(property -> properties.contains("${" + property + "}"))
                .forEach(read::add);

        assertThat(read)
                .isEqualTo(Variables.ALL.stream()
                        .filter(variable -> !variable.isFamily())
                        .map(Variable::property)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void eachDefaultIsRight() {
        assertThat(Variables.ALL)
                .filteredOn(variable -> Objects.nonNull(variable.byDefault()))
                .allSatisfy(variable -> assertThat(variable.value().problem(variable.byDefault(), false))
                        .isEmpty());
    }

    @Test
    void whatIsCalledSecretTokenOrPasswordIsASecret() {
        assertThat(Variables.ALL)
                .filteredOn(variable -> variable.name().matches(".*(SECRET|TOKEN|PASSWORD)"))
                .hasSizeGreaterThan(8)
                .allMatch(Variable::isSecret);
    }

    /** What Quarkus is told of them. */
    private static String properties() throws IOException {
        return Files.readString(Path.of("src/main/resources/application.properties"));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
