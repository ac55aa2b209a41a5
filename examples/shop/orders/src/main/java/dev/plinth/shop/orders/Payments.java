// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.plinth.spring.Discovered;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Asks for the money. */
@Component
class Payments {
    enum Outcome {
        PAID,
        DECLINED
    }

    record Request(UUID orderId, long amountCents, String currency) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(Outcome status) {}

    private final RestClient payments;

    Payments(@Discovered RestClient.Builder builder) {
        this.payments = builder.baseUrl("http://payments").build();
    }

    /** May be asked again about the same order, whatever happened before: the answer is the same. */
    Outcome pay(Order order) {
        return Objects.requireNonNull(payments.post()
                        .uri("/payments")
                        .body(new Request(order.id(), order.amountCents(), order.currency()))
                        .retrieve()
                        .body(Answer.class))
                .status();
    }
}
