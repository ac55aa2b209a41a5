// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.plinth.client.PlinthClient;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.client.RestClient;

/** What is there when, with libraries and settings missing, and with beans of the user's own. Nobody answers at the Plinth of these tests. */
class AutoConfigurationTest {
    @TempDir
    static Path directory;

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PlinthAutoConfiguration.class,
                    InstanceAutoConfiguration.class,
                    CallsAutoConfiguration.class,
                    TokensAutoConfiguration.class,
                    TelemetryAutoConfiguration.class,
                    RestClientAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    ServletWebSecurityAutoConfiguration.class,
                    OAuth2ResourceServerAutoConfiguration.class,
                    OpenTelemetrySdkAutoConfiguration.class))
            .withPropertyValues(
                    "plinth.url=http://127.0.0.1:1",
                    "plinth.app=orders",
                    "plinth.secret=s",
                    "plinth.directory=" + directory);

    @Test
    void three_settings_give_all_of_it() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(PlinthClient.class)
                .hasSingleBean(InstanceRegistration.class)
                .hasSingleBean(ServiceCalls.class)
                .hasSingleBean(JwtDecoder.class)
                .hasSingleBean(SecurityFilterChain.class)
                .hasSingleBean(OtlpMetricsSender.class)
                .hasSingleBean(TelemetryAutoConfiguration.LogAppender.class)
                .hasSingleBean(OtlpHttpSpanExporterBuilderCustomizer.class));
    }

    @Test
    void an_ordinary_builder_stays_the_one_that_is_injected() {
        runner.withUserConfiguration(Callers.class).run(context -> {
            assertThat(context).hasNotFailed();
            Callers callers = context.getBean(Callers.class);
            assertThat(callers.discovered()).isNotSameAs(callers.ordinary());
        });
    }

    @Configuration(proxyBeanMethods = false)
    record Callers(RestClient.Builder ordinary, @Discovered RestClient.Builder discovered) {}

    @Test
    void without_the_library_its_part_is_left_out_and_the_rest_is_there() {
        runner.withClassLoader(new FilteredClassLoader(RestClientBuilderConfigurer.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(ServiceCalls.class)
                        .hasSingleBean(InstanceRegistration.class));
        runner.withClassLoader(new FilteredClassLoader(JwtAuthenticationToken.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean("plinthSecurity")
                        .hasSingleBean(InstanceRegistration.class));
        runner.withClassLoader(new FilteredClassLoader(OtlpMeterRegistry.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(OtlpMetricsSender.class)
                        .hasSingleBean(OtlpHttpSpanExporterBuilderCustomizer.class));
        runner.withClassLoader(new FilteredClassLoader(OtlpHttpSpanExporter.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(OtlpHttpSpanExporterBuilderCustomizer.class)
                        .hasSingleBean(OtlpMetricsSender.class));
        runner.withClassLoader(new FilteredClassLoader(LoggerContext.class))
                .run(context ->
                        assertThat(context).doesNotHaveBean("plinthLogs").hasSingleBean(OtlpMetricsSender.class));
    }

    @Test
    void beans_of_ones_own_come_first() {
        runner.withUserConfiguration(Own.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("plinthSecurity")
                        .doesNotHaveBean("plinthJwtDecoder")
                        .doesNotHaveBean("plinthClient")
                        .doesNotHaveBean("plinthMetrics")
                        .hasSingleBean(PlinthClient.class)
                        .hasSingleBean(SecurityFilterChain.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        PlinthClient own() {
            return PlinthClient.start(
                    new PlinthClient.Settings(URI.create("http://127.0.0.1:1"), "own", () -> "s", "dev", null));
        }

        @Bean
        JwtDecoder decoder() {
            return token -> Jwt.withTokenValue(token).build();
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) {
            return http.build();
        }

        @Bean
        OtlpMetricsSender sender() {
            return request -> {};
        }
    }

    @Test
    void parts_can_be_switched_off() {
        runner.withPropertyValues("plinth.instance.register=false", "plinth.otlp.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(InstanceRegistration.class)
                        .doesNotHaveBean(Telemetry.class)
                        .hasSingleBean(ServiceCalls.class));
    }

    @Test
    void without_a_plinth_nobody_is_let_in_and_calls_go_where_they_say() {
        runner.withPropertyValues("plinth.enabled=false", "plinth.secret=").run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(PlinthClient.class)
                    .doesNotHaveBean(InstanceRegistration.class)
                    .doesNotHaveBean(ServiceCalls.class)
                    .hasBean("plinthSecurity")
                    .hasBean("plinthRestClientBuilder");
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> decoder.decode("a.b.c"))
                    .isInstanceOf(BadJwtException.class);
        });
    }

    @Test
    void a_collector_of_ones_own_does_not_see_the_token() {
        runner.withPropertyValues(
                        Telemetry.TRACES + "=http://127.0.0.1:4318/v1/traces",
                        Telemetry.LOGS + "=http://collector:4318/v1/logs")
                .run(context -> {
                    Telemetry telemetry = context.getBean(Telemetry.class);
                    assertThat(telemetry.isForPlinth(Telemetry.TRACES)).isTrue();
                    assertThat(telemetry.isForPlinth(Telemetry.LOGS)).isFalse();
                });
    }

    @Test
    void the_secret_is_not_in_the_text_of_the_settings() {
        runner.withPropertyValues("plinth.secret=planted")
                .run(context -> assertThat(
                                context.getBean(PlinthProperties.class).toString())
                        .doesNotContain("planted"));
    }
}
