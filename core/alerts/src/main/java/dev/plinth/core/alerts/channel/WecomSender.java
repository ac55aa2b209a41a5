// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.alerts.channel.AlertChannelSpec.Wecom;
import dev.plinth.core.alerts.channel.ChannelHttp.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells a group of WeCom by its bot. */
final class WecomSender implements Sender {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_BYTES = 4096;
    private static final String REST = "\n…\nThe rest is left out.";
    private static final Set<Long> TOO_MANY = Set.of(45_009L, 45_033L);

    private final ChannelHttp http;

    WecomSender(ChannelHttp http) {
        this.http = http;
    }

    @Override
    public void send(Delivery delivery) throws DeliveryException, InterruptedException {
        Wecom wecom = Objects.requireNonNull(delivery.spec().wecom());
        String mentions = Addressee.WECOM.chosen(delivery.to(), wecom.to()).stream()
                .map(name -> "<@" + name + ">")
                .collect(Collectors.joining(" "));
        ObjectNode body = JSON.createObjectNode().put("msgtype", "markdown");
        body.putObject("markdown").put("content", content(delivery.wording().text(Markup.MARKDOWN), mentions));
        String key = URLEncoder.encode(delivery.secrets().of(wecom.keyRef()), StandardCharsets.UTF_8);
        String answer = http.send(
                Request.json(Urls.with(wecom.urlOrDefault(), "key", key), JSON.writeValueAsBytes(body), Map.of()),
                delivery);
        BotAnswer.check("WeCom", answer, TOO_MANY, delivery);
    }

    /** Who is mentioned stays, however long the text is. */
    static String content(String text, String mentions) {
        String end = mentions.isEmpty() ? "" : "\n\n" + mentions;
        int room = MOST_BYTES - end.getBytes(StandardCharsets.UTF_8).length;
        return room < MOST_BYTES / 2 ? Cut.bytes(text, MOST_BYTES, REST) : Cut.bytes(text, room, REST) + end;
    }
}
