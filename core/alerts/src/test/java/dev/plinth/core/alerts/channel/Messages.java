// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of tests. */
final class Messages {
    static final String CONSOLE = "https://plinth.example.com";
    static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant BEGAN = Instant.parse("2026-03-01T08:41:07Z");

    private Messages() {}

    static AlertMessage.Item alert(
            Map<String, String> labels, Map<String, String> annotations, @Nullable Instant endsAt) {
        return new AlertMessage.Item(
                labels,
                annotations,
                BEGAN,
                endsAt,
                "https://plinth.example.com/graph?g0.expr=x&g0.tab=1",
                "feed0123",
                CONSOLE + "/alerts/prod/feed0123?a=1&b=2",
                List.of("Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)"),
                List.of("Payments: 12 of 100 failed, 9 users, 310.50 EUR"));
    }

    static AlertMessage of(String id, AlertMessage.Item... alerts) {
        return new AlertMessage(
                id,
                "prod",
                "on-call",
                "{}/{team=\"shop\"}:{alertname=\"PaymentsFail\"}",
                Map.of("alertname", "PaymentsFail"),
                Map.of("alertname", "PaymentsFail", "env", "prod"),
                Map.of("runbook_url", "https://wiki.example.com/payments"),
                List.of(alerts),
                0,
                CONSOLE,
                false);
    }

    private static final Map<String, String> CRITICAL =
            Map.of("alertname", "PaymentsFail", "severity", "critical", "env", "prod", "job", "till");
    private static final Map<String, String> MINOR =
            Map.of("alertname", "PaymentsFail", "severity", "minor", "env", "prod", "job", "web");

    /** One that fires, and one that is over. */
    static AlertMessage usual(String id) {
        return of(
                id,
                alert(
                        CRITICAL,
                        Map.of(
                                "summary",
                                "25% of payments fail",
                                "description",
                                "Since the last release.",
                                "runbook_url",
                                "https://wiki.example.com/payments"),
                        null),
                alert(MINOR, Map.of(), Instant.parse("2026-03-01T08:50:00Z")));
    }

    /** Somebody has put all into it that means something somewhere. */
    static AlertMessage sly(String id) {
        String sly =
                "<!channel> <@all> *bold* [here](https://evil.example.com) `x` & \"q\" <b onclick='x'>\n# big\n> quote";
        return of(
                id,
                alert(
                        Map.of("alertname", "<@all>", "severity", "critical"),
                        Map.of("summary", sly, "runbook_url", "javascript:alert(1)"),
                        null));
    }
}
