// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.alerts.channel.AlertChannelSpec.Slack;
import dev.plinth.core.alerts.channel.ChannelHttp.Request;
import dev.plinth.core.telemetry.metric.constraint.HttpUrl;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells a channel of Slack by an incoming web hook. */
final class SlackSender implements Sender {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_BYTES = 16_000;
    private static final String REST = "\n…\nThe rest is left out.";

    private final ChannelHttp http;

    SlackSender(ChannelHttp http) {
        this.http = http;
    }

    @Override
    public void send(Delivery delivery) throws DeliveryException, InterruptedException {
        Slack slack = Objects.requireNonNull(delivery.spec().slack());
        List<String> to = Addressee.SLACK.chosen(delivery.to(), slack.to());
        String url = delivery.secrets().of(slack.urlRef());
        if (!HttpUrl.expected(url).isEmpty()) {
            throw new DeliveryException(
                    "Secret/%s is not usable (expected: %s)".formatted(slack.urlRef(), HttpUrl.expected(url)),
                    true,
                    null,
                    null);
        }
        String answer = http.send(Request.json(url, JSON.writeValueAsBytes(body(delivery, to)), Map.of()), delivery);
        if (!answer.strip().equals("ok")) {
            throw new DeliveryException(
                    "Slack does not answer ok" + ChannelHttp.shown(answer, delivery), false, null, null);
        }
    }

    private static ObjectNode body(Delivery delivery, List<String> to) {
        AlertMessage message = delivery.message();
        Wording wording = delivery.wording();
        String title = Markup.MRKDWN.escaped(wording.title());
        ObjectNode body = JSON.createObjectNode();
        if (!to.isEmpty()) {
            body.put("text", to.stream().map(id -> "<@" + id + ">").collect(Collectors.joining(" ")));
        }
        ObjectNode attachment = body.putArray("attachments")
                .addObject()
                .put("color", Shade.of(message).color())
                .put("fallback", title)
                .put("title", title)
                .put("text", Cut.bytes(wording.text(Markup.MRKDWN), MOST_BYTES, REST));
        if (!message.externalUrl().isEmpty()) {
            attachment.put("title_link", message.externalUrl());
        }
        attachment.putArray("mrkdwn_in").add("text");
        return body;
    }
}
