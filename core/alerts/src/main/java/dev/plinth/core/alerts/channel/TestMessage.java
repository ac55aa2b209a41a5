// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What somebody is told who only tries a channel. */
final class TestMessage {
    private TestMessage() {}

    static AlertMessage of(String env, String channel, String externalUrl, Instant now) {
        Map<String, String> labels = Map.of("alertname", "TestOfChannel", "env", env, "severity", "info");
        Map<String, String> annotations =
                Map.of("summary", "A test of the channel " + channel, "description", "Nobody has to do anything.");
        return new AlertMessage(
                "test-" + UUID.randomUUID(),
                env,
                channel,
                "test/" + env + "/" + channel,
                Map.of("alertname", "TestOfChannel"),
                labels,
                annotations,
                List.of(new AlertMessage.Item(
                        labels,
                        annotations,
                        now,
                        null,
                        "",
                        "0000000000000000",
                        externalUrl,
                        List.of("Here stands what changed before an alert"),
                        List.of("Here stands whom it hits"))),
                0,
                externalUrl,
                true);
    }
}
