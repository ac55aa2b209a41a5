// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened in the business, as an order that was placed or a payment that failed. A {@code Transaction} in Plinth says what of it is counted.
 *
 * <pre>{@code
 * events.tell(BusinessEvent.named("payment").user("user:ada").amount(new BigDecimal("12.50"), "EUR").with("method", "card"));
 * }</pre>
 *
 * @param name what happened, as {@code order.placed}
 * @param fields what is known of it
 */
public record BusinessEvent(String name, Map<String, String> fields) {
    /** Whose it is. */
    public static final String USER = "user.id";

    /** What it is worth. */
    public static final String AMOUNT = "amount";

    /** In what its worth is counted. */
    public static final String CURRENCY = "currency";

    /** Why it failed; an event that has none has succeeded, unless the transaction says otherwise. */
    public static final String ERROR = "error.type";

    public BusinessEvent {
        if (name.isBlank()) {
            throw new IllegalArgumentException("An event has a name (given: \"" + name + "\")");
        }
        fields = Map.copyOf(fields);
    }

    public static BusinessEvent named(String name) {
        return new BusinessEvent(name, Map.of());
    }

    /** The same with another field; in place of the one with that name, if there is one. */
    public BusinessEvent with(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new BusinessEvent(name, more);
    }

    /** @param user the same for all that one person does, also at the gateway: {@code user:ada} */
    public BusinessEvent user(String user) {
        return with(USER, user);
    }

    public BusinessEvent amount(BigDecimal amount, String currency) {
        return with(AMOUNT, amount.toPlainString()).with(CURRENCY, currency);
    }

    /** @param reason one of a few, without ids in it, as {@code card_declined} */
    public BusinessEvent failed(String reason) {
        return with(ERROR, reason);
    }
}
