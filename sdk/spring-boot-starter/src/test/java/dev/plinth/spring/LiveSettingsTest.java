// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.client.LiveConfiguration.State;
import jakarta.validation.constraints.Max;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.validation.annotation.Validated;

/** What follows the settings, what does not, and what a mistake in them costs. */
@ExtendWith(OutputCaptureExtension.class)
class LiveSettingsTest {
    private final Map<String, Object> settings = new ConcurrentHashMap<>(
            Map.of("shop.color", "red", "shop.limit", "5", "payments.failure-share", "0.1", "till.open-for", "8h"));
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(context ->
                    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("plinth", settings)))
            .withConfiguration(AutoConfigurations.of(PlinthAutoConfiguration.class, ValidationAutoConfiguration.class))
            .withPropertyValues("plinth.enabled=false");

    @Validated
    @ConfigurationProperties("shop")
    record Shop(
            @DefaultValue("white") String color, @Max(10) int limit) {}

    @Validated
    @ConfigurationProperties("till")
    static class Till {
        private Duration openFor = Duration.ofHours(1);

        @Max(3)
        private int clerks = 1;

        public Duration getOpenFor() {
            return openFor;
        }

        public void setOpenFor(Duration openFor) {
            this.openFor = openFor;
        }

        public int getClerks() {
            return clerks;
        }

        public void setClerks(int clerks) {
            this.clerks = clerks;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({Shop.class, Till.class})
    @Import(Payments.class)
    static class App {}

    static class Payments {
        private final Live<Shop> shop;
        private final Live<Double> share;
        private final List<SettingsChanged> events = new ArrayList<>();

        @LiveValue("payments.failure-share")
        private volatile double field;

        @LiveValue(value = "payments.note", fallback = "none")
        private volatile String note = "";

        Payments(Live<Shop> shop, @LiveValue("payments.failure-share") Live<Double> share) {
            this.shop = shop;
            this.share = share;
        }

        @EventListener
        void changed(SettingsChanged event) {
            events.add(event);
        }
    }

    private void change(AssertableApplicationContext context, Map<String, String> changes) {
        Map<String, String> before = new HashMap<>();
        settings.forEach((key, value) -> before.put(key, value.toString()));
        Map<String, String> now = new HashMap<>(before);
        changes.forEach((key, value) -> {
            if (value.isEmpty()) {
                settings.remove(key);
                now.remove(key);
            } else {
                settings.put(key, value);
                now.put(key, value);
            }
        });
        context.getBean(LiveSettings.class).changed(new State(1, before), new State(2, now));
    }

    @Test
    void records_beans_values_and_fields_follow() {
        runner.withUserConfiguration(App.class).run(context -> {
            assertThat(context).hasNotFailed();
            Payments payments = context.getBean(Payments.class);
            Till till = context.getBean(Till.class);
            List<Double> heard = new ArrayList<>();
            payments.share.onChange(heard::add);
            assertThat(payments.shop.value()).isEqualTo(new Shop("red", 5));
            assertThat(payments.share.value()).isEqualTo(0.1);
            assertThat(payments.field).isEqualTo(0.1);
            assertThat(payments.note).isEqualTo("none");
            assertThat(till.getOpenFor()).hasHours(8);
            change(
                    context,
                    Map.of(
                            "shop.color", "blue",
                            "payments.failure-share", "0.9",
                            "payments.note", "careful",
                            "till.open-for", "9h"));
            assertThat(payments.shop.value()).isEqualTo(new Shop("blue", 5));
            assertThat(payments.share.value()).isEqualTo(0.9);
            assertThat(heard).containsExactly(0.9);
            assertThat(payments.field).isEqualTo(0.9);
            assertThat(payments.note).isEqualTo("careful");
            assertThat(context.getBean(Till.class)).isSameAs(till);
            assertThat(till.getOpenFor()).hasHours(9);
            assertThat(payments.events).hasSize(1);
            assertThat(payments.events.getFirst().keys()).contains("shop.color", "till.open-for");
        });
    }

    @Test
    void what_is_set_no_more_has_its_default_again() {
        runner.withUserConfiguration(App.class).run(context -> {
            change(context, Map.of("shop.color", "", "till.open-for", ""));
            assertThat(context.getBean(Payments.class).shop.value().color()).isEqualTo("white");
            assertThat(context.getBean(Till.class).getOpenFor()).hasHours(1);
        });
    }

    @Test
    void what_cannot_be_used_is_told_and_the_last_good_stays(CapturedOutput output) {
        runner.withUserConfiguration(App.class).run(context -> {
            change(
                    context,
                    Map.of(
                            "shop.limit", "11",
                            "payments.failure-share", "often",
                            "till.open-for", "9h",
                            "till.clerks", "4"));
            Payments payments = context.getBean(Payments.class);
            assertThat(payments.shop.value().limit()).isEqualTo(5);
            assertThat(payments.share.value()).isEqualTo(0.1);
            assertThat(payments.field).isEqualTo(0.1);
            assertThat(context.getBean(Till.class).getOpenFor())
                    .as("half of a change that is wrong")
                    .hasHours(8);
            assertThat(output)
                    .contains("shop.* stays as it was")
                    .contains("payments.failure-share stays as it was")
                    .contains("till.* stays as it was");
            change(context, Map.of("shop.limit", "6"));
            assertThat(payments.shop.value().limit()).isEqualTo(6);
        });
    }

    @Test
    void a_record_that_is_injected_itself_stays_and_that_is_said(CapturedOutput output) {
        runner.withUserConfiguration(OnlyRecord.class).run(context -> {
            change(context, Map.of("shop.color", "blue"));
            assertThat(context.getBean(Shop.class).color()).isEqualTo("red");
            assertThat(output).contains("inject Live<Shop>");
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(Shop.class)
    static class OnlyRecord {}

    @Test
    void a_value_without_a_setting_and_a_fallback_stops_the_start() {
        settings.remove("payments.failure-share");
        runner.withUserConfiguration(App.class).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = java.util.Objects.requireNonNull(context.getStartupFailure());
            assertThat(new StartFailureAnalyzer().analyze(failure))
                    .extracting(analysis -> analysis.getDescription())
                    .isEqualTo("payments.failure-share: nothing (expected: a value, for Payments)");
        });
    }
}
