// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Changed in Plinth, it counts from the next payment on.
 *
 * @param failureShare how many payments are declined: 0 is none, 1 is all
 */
@Validated
@ConfigurationProperties("shop.payments")
record PaymentSettings(
        @DecimalMin("0") @DecimalMax("1") @DefaultValue("0") double failureShare) {}
