package io.github.plugzapi.connect;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.plugzapi.connect.store.Erasable;
import jakarta.inject.Singleton;

@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "io.github.plugzapi.connect";

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage(ROOT + "..");

    @ArchTest
    static final ArchRule theEventsKnowNoOtherPackage = noClasses()
            .that()
            .resideInAPackage(ROOT + ".event..")
            .should()
            .dependOnClassesThat(
                    OURS.and(resideOutsideOfPackage(ROOT + ".event..")).and(resideOutsideOfPackage(ROOT + ".text..")));

    @ArchTest
    static final ArchRule theTableOfVariablesKnowsNoOtherPackage = noClasses()
            .that()
            .resideInAPackage(ROOT + ".config..")
            .should()
            .dependOnClassesThat(OURS.and(resideOutsideOfPackage(ROOT + ".config..")));

    @ArchTest
    static final ArchRule theArrowsBetweenPackagesPointOneWay =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyKnowsTheRoot = noClasses()
            .that()
            .resideInAPackage(ROOT + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

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

    @ArchTest
    static final ArchRule aConfigurationIsAnInterfaceOfItsPackage = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .haveSimpleNameEndingWith("Config")
            .should()
            .beInterfaces()
            .andShould()
            .beAnnotatedWith("io.smallrye.config.ConfigMapping");
}
