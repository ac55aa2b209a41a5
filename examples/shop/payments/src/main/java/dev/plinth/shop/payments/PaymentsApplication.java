// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;

@SpringBootApplication
@ConfigurationPropertiesScan
@EnableMethodSecurity
class PaymentsApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(PaymentsApplication.class, arguments);
    }
}
