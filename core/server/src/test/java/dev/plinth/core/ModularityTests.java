// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.NamedInterface;
import org.springframework.modulith.core.Violations;

/** Rooms meet only through what each publishes. */
class ModularityTests {
    private final ApplicationModules modules = ApplicationModules.of(PlinthCore.class);

    @Test
    void rooms_use_only_what_other_rooms_publish() {
        modules.verify();
    }

    @Test
    void rooms_that_need_each_other_are_found() {
        ApplicationModules cyclic = ApplicationModules.of("dev.plinth.core.cyclic", location -> true);
        assertThatThrownBy(cyclic::verify)
                .isInstanceOf(Violations.class)
                .hasMessageContaining("Cycle detected: Slice one");
    }

    @Test
    void the_kernel_publishes_its_contracts_and_hides_its_http_api() {
        ApplicationModule kernel = modules.getModuleByName("kernel").orElseThrow();
        assertThat(kernel.getNamedInterfaces().stream()
                        .filter(NamedInterface::isNamed)
                        .map(NamedInterface::getName))
                .contains("resource", "kind", "ledger", "watch", "live", "access", "secret", "problem", "engine")
                .doesNotContain("api", "tail", "environment");
    }
}
