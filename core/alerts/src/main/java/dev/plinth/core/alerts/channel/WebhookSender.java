// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.alerts.channel.AlertChannelSpec.Webhook;
import dev.plinth.core.alerts.channel.ChannelHttp.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Tells a program: with the body that Alertmanager sends, signed as Standard Webhooks says. */
final class WebhookSender implements Sender {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SECRET = "whsec_";
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_:-]{1,200}");

    private final ChannelHttp http;

    WebhookSender(ChannelHttp http) {
        this.http = http;
    }

    /** The fields are those of Alertmanager, in version 4 of its web hook. */
    private record Body(
            String version,
            String groupKey,
            int truncatedAlerts,
            String status,
            String receiver,
            Map<String, String> groupLabels,
            Map<String, String> commonLabels,
            Map<String, String> commonAnnotations,
            String externalURL,
            List<Alert> alerts) {}

    /** {@code link}, {@code changes} and {@code impacts} are Plinth's. */
    private record Alert(
            String status,
            Map<String, String> labels,
            Map<String, String> annotations,
            String startsAt,
            String endsAt,
            String generatorURL,
            String fingerprint,
            String link,
            List<String> changes,
            List<String> impacts) {}

    @Override
    public void send(Delivery delivery) throws DeliveryException, InterruptedException {
        Webhook webhook = Objects.requireNonNull(delivery.spec().webhook());
        byte[] body = JSON.writeValueAsBytes(body(delivery.message()));
        Map<String, String> headers = new LinkedHashMap<>();
        webhook.headersOrNone().forEach((name, value) -> headers.put(name, Objects.requireNonNullElse(value, "")));
        if (webhook.tokenRef() != null) {
            headers.put("Authorization", "Bearer " + delivery.secrets().of(webhook.tokenRef()));
        }
        String id = id(delivery.message().id());
        headers.put("webhook-id", id);
        String timestamp = Long.toString(delivery.now().getEpochSecond());
        headers.put("webhook-timestamp", timestamp);
        if (webhook.secretRef() != null) {
            byte[] key = key(delivery.secrets().of(webhook.secretRef()));
            byte[] begin = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
            headers.put(
                    "webhook-signature", "v1," + Base64.getEncoder().encodeToString(Digests.hmac(key, begin, body)));
        }
        http.send(Request.json(webhook.url(), body, headers), delivery);
    }

    private static Body body(AlertMessage message) {
        return new Body(
                "4",
                message.groupKey(),
                message.truncatedAlerts(),
                MessageFields.status(message.isFiring()),
                message.receiver(),
                new TreeMap<>(message.groupLabels()),
                new TreeMap<>(message.commonLabels()),
                new TreeMap<>(message.commonAnnotations()),
                message.externalUrl(),
                message.alerts().stream().map(WebhookSender::alert).toList());
    }

    private static Alert alert(AlertMessage.Item alert) {
        return new Alert(
                MessageFields.status(alert.isFiring()),
                new TreeMap<>(alert.labels()),
                new TreeMap<>(alert.annotations()),
                time(alert.startsAt()),
                time(alert.endsAt()),
                alert.generatorUrl(),
                alert.fingerprint(),
                alert.link(),
                new ArrayList<>(alert.changes()),
                new ArrayList<>(alert.impacts()));
    }

    private static String time(@Nullable Instant time) {
        return (time == null ? MessageFields.NEVER : time.truncatedTo(ChronoUnit.MILLIS)).toString();
    }

    /** Stands in a header and between dots. */
    private static String id(String id) {
        return PLAIN_ID.matcher(id).matches() ? id : Digests.hex(id);
    }

    private static byte[] key(String secret) throws DeliveryException {
        if (!secret.startsWith(SECRET)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring(SECRET.length()));
        } catch (IllegalArgumentException e) {
            throw new DeliveryException(
                    "the secret that signs is not usable (expected: Base64 after whsec_)", true, null, null);
        }
    }
}
