// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.business.Happening.Sort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredTransactionTest {
    private static final TransactionSpec ORDERS = new TransactionSpec(
            "Orders",
            new TransactionSpec.Requests("shop", List.of("POST"), "/orders/*"),
            null,
            null,
            null,
            new TransactionSpec.Amount("amount", "EUR"),
            null);
    private static final TransactionSpec PAYMENTS = new TransactionSpec(
            null,
            null,
            new TransactionSpec.Events("payment", "payments"),
            new TransactionSpec.Condition("result", List.of("paid", "authorised")),
            "declined",
            null,
            "customer");

    private static @Nullable Outcome outcome(TransactionSpec spec, Happening what) {
        return new DeclaredTransaction(new ResourceKey(TransactionSpec.KIND, "dev", "it"), spec).outcome(what);
    }

    private static Happening request(String method, String path, String... fields) {
        Map<String, String> all = fields(fields);
        all.put("method", method);
        all.put("path", path);
        all.putIfAbsent("status", "200");
        return new Happening(Sort.REQUEST, "dev", "shop", "orders", "user:ada", all);
    }

    private static Happening event(String service, String... fields) {
        return new Happening(Sort.EVENT, "dev", "payment", service, null, fields(fields));
    }

    private static Map<String, String> fields(String... pairs) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all;
    }

    @Test
    void a_request_is_one_when_route_method_and_path_are_right() {
        assertThat(outcome(ORDERS, request("POST", "/orders/7"))).isNotNull();
        assertThat(outcome(ORDERS, request("GET", "/orders/7"))).isNull();
        assertThat(outcome(ORDERS, request("POST", "/order"))).isNull();
        Happening elsewhere = new Happening(
                Sort.REQUEST, "prod", "shop", "orders", null, Map.of("method", "POST", "path", "/orders/7"));
        assertThat(outcome(ORDERS, elsewhere)).isNull();
        Happening otherRoute = new Happening(
                Sort.REQUEST, "dev", "admin", "orders", null, Map.of("method", "POST", "path", "/orders/7"));
        assertThat(outcome(ORDERS, otherRoute)).isNull();
        assertThat(outcome(ORDERS, new Happening(Sort.EVENT, "dev", "shop", "orders", null, Map.of())))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            200,         , true , ''
            302,         , true , ''
            399,         , true , ''
            400,         , false, 400
            503, overload, false, overload
            0  ,         , false, 0
            """)
    void a_status_below_400_is_success(String status, @Nullable String reason, boolean success, String expected) {
        Happening what = reason == null
                ? request("POST", "/orders/", "status", status)
                : request("POST", "/orders/", "status", status, "reason", reason);
        assertThat(Objects.requireNonNull(outcome(ORDERS, what)))
                .satisfies(it -> assertThat(it.success()).isEqualTo(success))
                .satisfies(it -> assertThat(it.reason()).isEqualTo(expected))
                .satisfies(it -> assertThat(it.user()).isEqualTo("user:ada"));
    }

    @Test
    void what_a_service_tells_counts_more_than_who_was_signed_in() {
        Outcome outcome =
                Objects.requireNonNull(outcome(ORDERS, request("POST", "/orders/", "user", "c-17", "amount", "12.50")));
        assertThat(outcome.user()).isEqualTo("c-17");
        assertThat(outcome.amount()).isEqualByComparingTo("12.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "much", "1e9", "NaN", "1,5", "0x10", "1234567890123456", "1.1234567890"})
    void what_is_no_plain_number_is_no_amount(String amount) {
        Outcome outcome = Objects.requireNonNull(outcome(ORDERS, request("POST", "/orders/", "amount", amount)));
        assertThat(outcome.amount()).isZero();
    }

    @Test
    void an_event_is_one_by_its_own_rules() {
        assertThat(outcome(PAYMENTS, event("orders", "result", "paid"))).isNull();
        assertThat(Objects.requireNonNull(outcome(PAYMENTS, event("payments", "result", "paid", "customer", "7"))))
                .satisfies(it -> assertThat(it.success()).isTrue())
                .satisfies(it -> assertThat(it.user()).isEqualTo("7"));
        assertThat(Objects.requireNonNull(outcome(PAYMENTS, event("payments", "result", "no", "declined", " funds "))))
                .satisfies(it -> assertThat(it.success()).isFalse())
                .satisfies(it -> assertThat(it.reason()).isEqualTo("funds"))
                .satisfies(it -> assertThat(it.user()).isNull());
        assertThat(Objects.requireNonNull(outcome(PAYMENTS, event("payments"))).reason())
                .isEqualTo("(unknown)");
    }

    @Test
    void an_event_without_a_condition_fails_with_its_error() {
        TransactionSpec plain =
                new TransactionSpec(null, null, new TransactionSpec.Events("payment", null), null, null, null, null);
        assertThat(Objects.requireNonNull(outcome(plain, event("any"))).success())
                .isTrue();
        assertThat(Objects.requireNonNull(outcome(plain, event("any", "error.type", "timeout"))))
                .satisfies(it -> assertThat(it.success()).isFalse())
                .satisfies(it -> assertThat(it.reason()).isEqualTo("timeout"));
    }

    @Test
    void classes_of_statuses_are_conditions() {
        TransactionSpec created = new TransactionSpec(
                null,
                new TransactionSpec.Requests("shop", null, null),
                null,
                new TransactionSpec.Condition("status", List.of("2xx", "409")),
                null,
                null,
                null);
        for (String good : List.of("200", "201", "409")) {
            assertThat(Objects.requireNonNull(outcome(created, request("PUT", "/", "status", good)))
                            .success())
                    .as(good)
                    .isTrue();
        }
        for (String bad : List.of("302", "404", "0", "2000")) {
            assertThat(Objects.requireNonNull(outcome(created, request("PUT", "/", "status", bad)))
                            .success())
                    .as(bad)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /orders     , /orders        , true
            /orders     , /orders/       , false
            /orders/*   , /orders/       , true
            /orders/*   , /orders/7/pay  , true
            /orders/*/pay, /orders/7/pay , true
            /orders/*/pay, /orders/7/pays, false
            /*/x*y      , /a/xay         , true
            /*/x*y      , /a/xayb        , false
            /**         , /              , true
            /a*a*a*a*b  , /aaaaaaaaaaaaaa, false
            """)
    void a_star_stands_for_anything(String pattern, String path, boolean matches) {
        assertThat(new PathGlob(pattern).matches(path)).isEqualTo(matches);
    }
}
