// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShipperSettingsTest {
    @Test
    void there_is_a_default_for_everything() {
        ShipperSettings settings = ShipperSettings.from(Map.of("HOSTNAME", "web-1"));
        assertThat(settings.endpoint()).hasToString("http://127.0.0.1:4318");
        assertThat(settings.credential()).hasToString("no key");
        assertThat(settings.spillSize()).isEqualTo(64 << 20);
        assertThat(settings.queueSize()).isEqualTo(8_192);
        assertThat(settings.flushTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.resource())
                .containsEntry("host.name", "web-1")
                .containsEntry("process.pid", ProcessHandle.current().pid())
                .containsEntry(
                        "service.instance.id",
                        "web-1-" + ProcessHandle.current().pid())
                .containsEntry("telemetry.sdk.language", "java")
                .doesNotContainKeys("deployment.environment.name", "service.version");
        assertThat(settings.service()).isNotBlank();
    }

    @Test
    void what_is_set_goes_before_what_the_environment_says() {
        Map<String, String> environment = Map.of(
                "PLINTH_OTLP_URL", "http://plinth:4318",
                "PLINTH_ENV", "dev",
                "PLINTH_APP", "app",
                "PLINTH_INGEST_KEY", "k",
                "OTEL_RESOURCE_ATTRIBUTES", "service.name=of-attributes,service.version=7,team=shop%2Cmail");
        ShipperSettings settings = ShipperSettings.from(environment);
        assertThat(settings.endpoint()).hasToString("http://plinth:4318");
        assertThat(settings.credential()).hasToString("a key");
        assertThat(settings.resource())
                .containsEntry("service.name", "of-attributes")
                .containsEntry("service.version", "7")
                .containsEntry("team", "shop,mail")
                .containsEntry("deployment.environment.name", "dev");
        settings.service("set").environment("live").version("8").instance("one").attributes("team=own, a = b+c");
        assertThat(settings.resource())
                .containsEntry("service.name", "set")
                .containsEntry("service.version", "8")
                .containsEntry("service.instance.id", "one")
                .containsEntry("deployment.environment.name", "live")
                .containsEntry("team", "own")
                .containsEntry("a", "b+c");
        settings.service(" ").endpoint(" ").keyFile("").spillDirectory("").spillSize("");
        assertThat(settings.endpoint()).hasToString("http://plinth:4318");
        assertThat(settings.credential()).hasToString("a key");
        assertThat(settings.spillDirectory()).isNull();
        assertThat(settings.service()).isEqualTo("set");
    }

    @Test
    void the_name_is_the_first_that_somebody_gave() {
        assertThat(ShipperSettings.from(Map.of(
                                "OTEL_SERVICE_NAME", "otel", "PLINTH_APP", "app", "OTEL_RESOURCE_ATTRIBUTES", "x"))
                        .service())
                .isEqualTo("otel");
        assertThat(ShipperSettings.from(Map.of("PLINTH_APP", "app")).service()).isEqualTo("app");
        assertThat(ShipperSettings.from(Map.of("SPRING_APPLICATION_NAME", "boot", "OTEL_SERVICE_NAME", "otel"))
                        .service())
                .isEqualTo("boot");
        System.setProperty("spring.application.name", "property");
        try {
            assertThat(ShipperSettings.from(Map.of("OTEL_SERVICE_NAME", "otel")).service())
                    .isEqualTo("property");
        } finally {
            System.clearProperty("spring.application.name");
        }
    }

    @ParameterizedTest
    @CsvSource({"1MB, 1048576", "64 mb, 67108864", "2097152, 2097152", "2048KB, 2097152", "1GB, 1073741824", "0, 0"})
    void a_size_has_a_unit(String size, long bytes) {
        assertThat(ShipperSettings.from(Map.of()).spillSize(size).spillSize()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "64 apples", "1KB", "99999999999999MB"})
    void what_is_no_size_is_refused(String size) {
        assertThatThrownBy(() -> ShipperSettings.from(Map.of()).spillSize(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spillSize: " + size + " (expected: 0, or at least 1MB, like 64MB)");
    }

    @Test
    void values_that_cannot_be_are_refused_with_what_is_expected() {
        ShipperSettings settings = ShipperSettings.from(Map.of());
        assertThatThrownBy(() -> settings.queueSize(3)).hasMessage("queueSize: 3 (expected: 16 to 1048576)");
        assertThatThrownBy(() -> settings.flushTimeout(Duration.ofSeconds(-1)))
                .hasMessage("flushTimeout: PT-1S (expected: >= 0)");
        assertThatThrownBy(() -> settings.endpoint("plinth:4318")).hasMessageContaining("expected: http://");
        assertThatThrownBy(() -> settings.endpoint("http:// x")).hasMessageContaining("expected: like");
        assertThatThrownBy(() -> settings.attributes("a=b,c"))
                .hasMessage("attributes: c (expected: key=value,key=value)");
    }
}
