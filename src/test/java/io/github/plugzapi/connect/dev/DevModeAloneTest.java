package io.github.plugzapi.connect.dev;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Singleton;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is for dev mode is nowhere else. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class DevModeAloneTest {

    @Test
    void everyBeanIsOfTheProfileDevAlone() {
        List<JavaClass> beans = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(DevModeAloneTest.class.getPackageName())
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Singleton.class))
                        .toList();

        assertThat(beans).isNotEmpty().allSatisfy(bean -> assertThat(
                        bean.getAnnotationOfType(IfBuildProfile.class).value())
                .isEqualTo("dev"));
    }

    @Test
    void nobodyAnswersInPlaceOfPlugzapiOrOfASink() {
        given().header("Authorization", "Bearer any")
                .get("/dev/plugzapi/instances")
                .then()
                .statusCode(is(404));
        given().body("{}").post("/dev/sink").then().statusCode(is(404));
    }
}
