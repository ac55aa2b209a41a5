// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import dev.plinth.spring.Discovered;
import dev.plinth.spring.Live;
import dev.plinth.spring.LiveValue;
import java.security.Principal;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/** Two services, written as a user of the starter writes them. */
final class Shop {
    private Shop() {}

    /** Who was asked, and by whom. */
    record Paid(int port, String caller, String color, double share) {}

    @ConfigurationProperties("shop")
    record Settings(String color) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Till.class)
    static class Payments {
        public static void main(String[] arguments) {
            SpringApplication.run(Payments.class, arguments);
        }
    }

    @RestController
    static class Till {
        private final Live<Settings> settings;
        private final Live<Double> share;
        private final Environment environment;

        Till(
                Live<Settings> settings,
                @LiveValue(value = "payments.failure-share", fallback = "0") Live<Double> share,
                Environment environment) {
            this.settings = settings;
            this.share = share;
            this.environment = environment;
        }

        @GetMapping("/pay")
        Paid pay(Principal caller) {
            return new Paid(
                    environment.getRequiredProperty("local.server.port", Integer.class),
                    caller.getName(),
                    settings.value().color(),
                    share.value());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Desk.class)
    @ImportHttpServices(group = "payments", types = PaymentsApi.class)
    static class Orders {}

    /** An HTTP interface; its base URL is a setting. */
    interface PaymentsApi {
        @GetExchange("/pay")
        Paid pay();
    }

    @RestController
    static class Desk {
        private final RestClient payments;
        private final PaymentsApi api;

        Desk(@Discovered RestClient.Builder builder, PaymentsApi api) {
            this.payments = builder.baseUrl("http://payments").build();
            this.api = api;
        }

        Paid order() {
            return java.util.Objects.requireNonNull(
                    payments.get().uri("/pay").retrieve().body(Paid.class));
        }

        Paid orderByInterface() {
            return api.pay();
        }
    }
}
