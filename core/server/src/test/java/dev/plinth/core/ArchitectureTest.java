// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.plinth.core.ArchitectureTest.Broken.FieldInjected;
import dev.plinth.core.ArchitectureTest.Broken.LeakingController;
import dev.plinth.core.ArchitectureTest.Broken.WallClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RestController;

/** Rules of the house, each with a class that breaks it. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.plinth.core");

    private static ArchRule noCyclesIn(String packages) {
        return slices().matching(packages + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a newcomer reads them from the bottom up");
    }

    private static final ArchRule CONTROLLERS_ARE_PACKAGE_PRIVATE = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .should()
            .bePackagePrivate()
            .because("nobody calls a controller but HTTP");

    private static final ArchRule TIME_COMES_FROM_A_CLOCK =
            noClasses().should().callMethod(Instant.class, "now").because("tests move time");

    private static final ArchRule NO_FIELD_INJECTION =
            noFields().should().beAnnotatedWith(Autowired.class).because("constructors say what a class needs");

    @Test
    void packages_of_a_room_have_no_cycles() {
        noCyclesIn("dev.plinth.core.kernel").check(CORE);
        noCyclesIn("dev.plinth.core.identity").check(CORE);
        noCyclesIn("dev.plinth.core.telemetry").check(CORE);
        JavaClasses cyclic = new ClassFileImporter().importPackages("dev.plinth.core.cyclic");
        assertThatThrownBy(() -> noCyclesIn("dev.plinth.core.cyclic").check(cyclic))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Cycle detected");
    }

    @Test
    void controllers_are_package_private() {
        CONTROLLERS_ARE_PACKAGE_PRIVATE.check(CORE);
        assertFails(CONTROLLERS_ARE_PACKAGE_PRIVATE, LeakingController.class);
    }

    @Test
    void time_comes_from_a_clock() {
        TIME_COMES_FROM_A_CLOCK.check(CORE);
        assertFails(TIME_COMES_FROM_A_CLOCK, WallClock.class);
    }

    @Test
    void nothing_is_injected_into_fields() {
        NO_FIELD_INJECTION.check(CORE);
        assertFails(NO_FIELD_INJECTION, FieldInjected.class);
    }

    private static void assertFails(ArchRule rule, Class<?> breaker) {
        JavaClasses broken = new ClassFileImporter().importClasses(breaker);
        assertThatThrownBy(() -> rule.check(broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(breaker.getSimpleName());
    }

    /** What the rules must catch. */
    static final class Broken {
        @RestController
        public static class LeakingController {}

        static class WallClock {
            Instant time() {
                return Instant.now();
            }
        }

        static class FieldInjected {
            @Autowired
            String field;
        }

        private Broken() {}
    }
}
