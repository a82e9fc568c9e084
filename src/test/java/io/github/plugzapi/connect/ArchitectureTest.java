package io.github.plugzapi.connect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.testsupport.Readme;
import io.github.plugzapi.connect.testsupport.Sources;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "io.github.plugzapi.connect";

    /** Each package, and those below it that it may use; whoever is not here may use the events alone, to observe them. */
    private static final Map<String, Set<String>> ARROWS = table("""
            root:           command config
            command:        move access alert channel delivery uptime webhook gateway store instance text config
            move:           store sqlite
            console:        access audit live erasure alert delivery status uptime reconnect registration reconciliation webhook dispatch store journal connection gateway http instance event text
            api:            access audit live erasure alert delivery status uptime reconnect registration reconciliation webhook dispatch journal connection gateway http store instance event text
            live:           journal store event schedule
            dev:            delivery connection store schedule text
            erasure:        journal store event
            reconnect:      alert connection audit gateway store instance event schedule text
            alert:          channel delivery connection reconciliation dispatch journal store instance event schedule wording text
            delivery:       dispatch journal http store event schedule text config
            status:         registration reconciliation subscription incident connection journal gateway store instance event schedule
            uptime:         connection dispatch journal store event schedule
            registration:   subscription webhook journal gateway store instance event schedule text
            reconciliation: incident connection journal gateway store instance event schedule
            subscription:   journal gateway store instance event schedule
            channel:        connection gateway http store instance event wording config text
            incident:       connection dispatch journal store instance event schedule text
            connection:     journal store instance event schedule text
            audit:          store instance event schedule text
            webhook:        journal http store instance event schedule text
            dispatch:       journal store event schedule text
            journal:        store event schedule text
            gateway:        http instance text
            wording:        text
            access:         store http schedule text
            http:
            store:          sqlite event schedule text
            sqlite:
            instance:       config text
            config:         event
            event:          text
            schedule:
            text:
            """);

    /** Who owns which tables. SQL follows the arrows, too: nobody else names a table but who may use its owner. */
    private static final Map<String, Set<String>> TABLES = table("""
            alert:          alert notice mute
            delivery:       paused_sink attempt
            uptime:         uptime_day
            reconnect:      reconnect_link
            registration:   lost_registration
            reconciliation: confirmation
            subscription:   subscription
            incident:       incident
            connection:     connection
            audit:          audit
            webhook:        quarantine
            dispatch:       place redelivery
            journal:        event
            store:          setting lease
            """);

    private static final Map<String, String> OWNERS = owners();

    private static final int FILES_OF_A_PACKAGE = 12;

    /** Those that have more than a package should. They may lose some, and get none. */
    private static final Map<String, Integer> CROWDED =
            Map.of("store", 15, "gateway", 14, "webhook", 14, "dispatch", 14);

    private static final Pattern CREATE_TABLE = Pattern.compile("(?i)CREATE TABLE (?:IF NOT EXISTS )?(\\w+)");
    private static final Pattern ADDS =
            Pattern.compile("(?i)CREATE (TABLE|(UNIQUE )?INDEX) |ALTER TABLE \\w+ ADD (COLUMN )?");

    /** An older version does not fill a column that it does not know. */
    private static final Pattern REQUIRED_COLUMN = Pattern.compile("(?i)^ALTER TABLE (?=.* NOT NULL)(?!.* DEFAULT )");

    private static final Pattern SQL =
            Pattern.compile("\\b(SELECT|INSERT|INTO|UPDATE|DELETE|FROM|JOIN|EXISTS|WHERE)\\b");

    /** Where a table's name stands in SQL, or is handed to somebody who makes SQL of it; pg_… are PostgreSQL's own. */
    private static final Pattern TABLE = Pattern.compile("(?:\\b(?:FROM|JOIN|INTO|UPDATE(?! SET)) +"
            + "|\\b(?:upsert|insert|forget)\\(\\s*\"|\\bKeptState<>\\(\\s*\\w+,\\s*\")(?!pg_)([a-z_]+)\\b(?!\\()");

    /** Its own tables. */
    private static final String OF_SQLITE = "sqlite_";

    private static Map<String, Set<String>> table(String lines) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        lines.lines().map(line -> line.split(":")).forEach(line -> table.put(line[0], words(line)));
        return table;
    }

    private static Set<String> words(String[] line) {
        return line.length == 1
                ? Set.of()
                : new TreeSet<>(List.of(line[1].strip().split(" ")));
    }

    private static Map<String, String> owners() {
        Map<String, String> owners = new TreeMap<>();
        TABLES.forEach((owner, tables) -> tables.forEach(table -> owners.put(table, owner)));
        return owners;
    }

    private static Set<String> mayUse(String room) {
        return ARROWS.getOrDefault(room, Set.of("event"));
    }

    /** One package uses another. */
    private record Arrow(String from, String to) {}

    @ArchTest
    static void everyArrowBetweenPackagesIsInTheTable(JavaClasses all) {
        Map<Arrow, String> others = arrows(all);
        others.keySet().removeIf(arrow -> mayUse(arrow.from()).contains(arrow.to()));
        assertThat(others).as("arrows that the table does not have").isEmpty();
    }

    @ArchTest
    static void everyArrowOfTheTableIsUsed(JavaClasses all) {
        Set<Arrow> used = arrows(all).keySet();
        ARROWS.forEach((room, others) -> assertThat(used)
                .containsAll(
                        others.stream().map(other -> new Arrow(room, other)).toList()));
    }

    @Test
    void everyArrowOfTheTablePointsDown() {
        List<String> rooms = List.copyOf(ARROWS.keySet());
        ARROWS.forEach((room, others) -> assertThat(rooms.subList(rooms.indexOf(room) + 1, rooms.size()))
                .as("below %s", room)
                .containsAll(others));
    }

    @Test
    void theMapForContributorsHasEveryPackageAndItsArrows() {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        Readme.table("CONTRIBUTING.md", "package")
                .forEach(row -> map.put(Readme.code(row.get(0)).get(0), Set.copyOf(Readme.code(row.get(2)))));

        assertThat(map).isEqualTo(ARROWS);
    }

    /** Each arrow with one of its places. What is compiled has no constants of others, and imports do not tell all either. */
    private static Map<Arrow, String> arrows(JavaClasses all) {
        Map<Arrow, String> arrows = new LinkedHashMap<>();
        all.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(ROOT))
                .forEach(dependency -> arrows.put(
                        new Arrow(room(dependency.getOriginClass()), room(dependency.getTargetClass())),
                        dependency.getDescription()));
        Sources.main().forEach(source -> source.imports()
                .forEach(room -> arrows.putIfAbsent(new Arrow(source.room(), room), source.type())));
        arrows.keySet().removeIf(arrow -> arrow.from().equals(arrow.to()));
        return arrows;
    }

    private static String room(JavaClass type) {
        return Sources.room(type.getPackageName());
    }

    @Test
    void noPackageIsCrowded() {
        Set<String> kinds =
                Stream.of(Kind.values()).map(kind -> kind.type().getName()).collect(Collectors.toSet());
        Map<String, Integer> files = new TreeMap<>();
        Map<String, Integer> lines = new TreeMap<>();
        Sources.main().forEach(source -> {
            lines.merge(source.room(), source.lines(), Integer::sum);
            if (!source.isPackageInfo() && !kinds.contains(source.type()) && !isAChannel(source)) {
                files.merge(source.packageName(), 1, Integer::sum);
            }
        });
        files.forEach((name, count) -> assertThat(count)
                .as("files of %s", name)
                .isLessThanOrEqualTo(CROWDED.getOrDefault(Sources.room(name), FILES_OF_A_PACKAGE)));
        int quarter = lines.values().stream().mapToInt(Integer::intValue).sum() / 4;
        lines.forEach((name, count) -> assertThat(count)
                .as("lines of %s, against a quarter of all", name)
                .isLessThan(quarter));
    }

    /** Of these there is one small class for each service, and there are many services. */
    private static boolean isAChannel(Sources.Source source) {
        return source.room().equals("channel") && source.type().endsWith("Channel");
    }

    @Test
    void everyTableHasAnOwnerAndIsInEachDatabase() {
        Sources.migrations()
                .forEach((database, migrations) ->
                        assertThat(names(CREATE_TABLE, migrations)).as(database).isEqualTo(OWNERS.keySet()));
    }

    /** Of two versions that work on one journal, the older one knows nothing of what the newer one added, and loses nothing. */
    @Test
    void aMigrationOnlyEverAdds() {
        Sources.migrations().forEach((database, migrations) -> assertThat(
                        Stream.of(migrations.replaceAll("--[^\n]*", "").split(";"))
                                .map(statement -> statement.strip().replaceAll("\\s+", " "))
                                .filter(statement -> !statement.isEmpty())
                                .toList())
                .as(database)
                .allMatch(statement -> ADDS.matcher(statement).lookingAt())
                .noneMatch(statement -> REQUIRED_COLUMN.matcher(statement).find()));
    }

    @Test
    void everyTableThatIsUsedIsThere() {
        Sources.main().forEach(source -> assertThat(names(TABLE, source.code()))
                .as("tables in %s", source.type())
                .filteredOn(table -> !table.startsWith(OF_SQLITE))
                .isSubsetOf(OWNERS.keySet()));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    @Test
    void aTableIsNamedByItsOwnerAndThoseWhoMayUseThatAlone() {
        Set<String> strangers = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        Sources.main().forEach(source -> source.literals()
                .forEach(literal -> OWNERS.forEach((table, owner) -> {
                    if (isNamedIn(literal, table, makesSql(source.room()))) {
                        named.add(table);
                        if (!source.room().equals(owner)
                                && !mayUse(source.room()).contains(owner)) {
                            strangers.add(source.type() + " names the table of " + owner + ": " + literal);
                        }
                    }
                })));
        assertThat(strangers).isEmpty();
        assertThat(named).isEqualTo(OWNERS.keySet());
    }

    /** Nobody else hands a table's name to somebody who does. */
    private static boolean makesSql(String room) {
        return room.equals("store") || mayUse(room).contains("store");
    }

    /** In SQL, or alone, for somebody who makes SQL of it. */
    private static boolean isNamedIn(String literal, String table, boolean alone) {
        return alone && literal.equals(table)
                || SQL.matcher(literal).find()
                        && Pattern.compile("\\b" + table + "\\b")
                                .matcher(literal)
                                .find();
    }

    @ArchTest
    static final ArchRule onlyTheStoreAndWhatMovesItTalkToADatabase = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".store..", ROOT + ".move..", ROOT + ".sqlite..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "io.agroal..",
                    "io.quarkus.agroal..",
                    "io.quarkus.flyway..",
                    "org.flywaydb..",
                    "org.postgresql..",
                    "org.sqlite..");

    /** Others go by the clock on the wall, which may be set, or by a thread of their own. */
    @ArchTest
    static final ArchRule onlyTheTickerKnowsWhatIsDoneRegularly = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".schedule..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus.scheduler..", "org.quartz..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ScheduledExecutorService.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Timer.class);

    @ArchTest
    static void everyKindOfEventIsToldInTheLog(JavaClasses all) {
        Set<String> told = all.stream()
                .filter(type -> type.getSimpleName().startsWith("Log"))
                .flatMap(type -> type.getMethods().stream())
                .flatMap(method -> method.getParameters().stream())
                .filter(parameter -> parameter.isAnnotatedWith(ObservesAsync.class))
                .map(parameter -> parameter.getRawType().getName())
                .collect(Collectors.toSet());
        assertThat(told)
                .containsAll(Stream.of(Kind.values())
                        .map(kind -> kind.type().getName())
                        .toList());
    }

    /** Whoever is none is not asked to erase. */
    @ArchTest
    static final ArchRule whatErasesIsABean =
            classes().that().implement(Erasable.class).should().beAnnotatedWith(Singleton.class);

    @ArchTest
    static final ArchRule theTimeIsAskedOfTheClock = noClasses()
            .should()
            .callMethodWhere(new DescribedPredicate<JavaCall<?>>("now() is called without a clock") {
                @Override
                public boolean test(JavaCall<?> call) {
                    AccessTarget target = call.getTarget();
                    return target.getOwner().getPackageName().startsWith("java.time")
                            && target.getName().equals("now")
                            && call.getTarget().getRawParameterTypes().isEmpty();
                }
            })
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .and()
            .resideOutsideOfPackage(ROOT + ".command..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    /** Public, since a native executable would not find it otherwise. */
    @ArchTest
    static final ArchRule aConfigurationIsAPublicInterfaceOfItsPackage = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .haveSimpleNameEndingWith("Config")
            .or()
            .areAnnotatedWith(ConfigMapping.class)
            .should()
            .beInterfaces()
            .andShould()
            .bePublic()
            .andShould()
            .beAnnotatedWith(ConfigMapping.class)
            .andShould()
            .haveSimpleNameEndingWith("Config");
}
