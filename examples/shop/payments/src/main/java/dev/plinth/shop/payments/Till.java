// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import dev.plinth.spring.Live;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Decides on payments. Two who ask about one order at the same moment get the same answer: the first row that is in the table. */
@Service
class Till {
    private static final Logger LOG = LoggerFactory.getLogger(Till.class);

    private final PaymentMapper payments;
    private final Live<PaymentSettings> settings;
    private final RandomGenerator random;
    private final Clock clock;

    Till(PaymentMapper payments, Live<PaymentSettings> settings, RandomGenerator random, Clock clock) {
        this.payments = payments;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    /** @throws OrderIdReusedException if the order was paid with another amount */
    Payment take(PaymentRequest request) {
        Payment known = payments.find(request.orderId()).orElseGet(() -> decide(request));
        if (known.amountCents() != request.amountCents() || !known.currency().equals(request.currency())) {
            throw new OrderIdReusedException(known);
        }
        return known;
    }

    private Payment decide(PaymentRequest request) {
        boolean declined = random.nextDouble() < settings.value().failureShare();
        Payment decided = new Payment(
                request.orderId(),
                request.amountCents(),
                request.currency(),
                declined ? Payment.Status.DECLINED : Payment.Status.PAID,
                // as PostgreSQL keeps it
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (payments.insert(decided) == 0) {
            return payments.find(request.orderId()).orElseThrow();
        }
        LOG.info(
                "Payment for order {} of {} {}.{}: {}",
                decided.orderId(),
                decided.currency(),
                decided.amountCents() / 100,
                "%02d".formatted(decided.amountCents() % 100),
                decided.status());
        return decided;
    }
}
