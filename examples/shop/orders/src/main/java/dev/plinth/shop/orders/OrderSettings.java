// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How orders are brought to their end.
 *
 * @param firstRetry when a payment that got no answer is tried again; doubled with each try
 * @param longestRetry what it is doubled up to
 */
@ConfigurationProperties("shop.orders")
record OrderSettings(
        @DefaultValue("5s") Duration firstRetry,
        @DefaultValue("60s") Duration longestRetry) {
    Duration retryAfter(int attempts) {
        Duration doubled = firstRetry.multipliedBy(1L << Math.min(attempts, 10));
        return doubled.compareTo(longestRetry) < 0 ? doubled : longestRetry;
    }
}
