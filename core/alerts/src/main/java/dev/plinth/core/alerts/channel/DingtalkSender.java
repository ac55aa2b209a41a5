// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.alerts.channel.AlertChannelSpec.Dingtalk;
import dev.plinth.core.alerts.channel.ChannelHttp.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells a group of DingTalk by its robot. */
final class DingtalkSender implements Sender {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_BYTES = 18_000;
    private static final String REST = "\n\n…\n\nThe rest is left out.";
    private static final Set<Long> TOO_MANY = Set.of(130_101L, 130_102L);

    private final ChannelHttp http;

    DingtalkSender(ChannelHttp http) {
        this.http = http;
    }

    @Override
    public void send(Delivery delivery) throws DeliveryException, InterruptedException {
        Dingtalk dingtalk = Objects.requireNonNull(delivery.spec().dingtalk());
        List<String> to = Addressee.DINGTALK.chosen(delivery.to(), dingtalk.to());
        Wording wording = delivery.wording();
        ObjectNode body = JSON.createObjectNode().put("msgtype", "markdown");
        body.putObject("markdown").put("title", wording.title()).put("text", text(wording.text(Markup.MARKDOWN), to));
        ObjectNode at = body.putObject("at");
        ArrayNode mobiles = at.putArray("atMobiles");
        to.forEach(mobiles::add);
        at.put("isAtAll", false);
        String answer =
                http.send(Request.json(url(dingtalk, delivery), JSON.writeValueAsBytes(body), Map.of()), delivery);
        BotAnswer.check("DingTalk", answer, TOO_MANY, delivery);
    }

    /** Only who stands in the text, too, is mentioned. A line ends there only if two spaces say so. */
    private static String text(String text, List<String> to) {
        String mentions = to.stream().map(mobile -> "@" + mobile).collect(Collectors.joining(" "));
        return Cut.bytes(text.replaceAll("(?<!\n)\n(?!\n)", "  \n"), MOST_BYTES, REST)
                + (to.isEmpty() ? "" : "\n\n" + mentions);
    }

    private static String url(Dingtalk dingtalk, Delivery delivery) throws DeliveryException {
        String token = encoded(delivery.secrets().of(dingtalk.tokenRef()));
        String url = Urls.with(dingtalk.urlOrDefault(), "access_token", token);
        if (dingtalk.signRef() == null) {
            return url;
        }
        String secret = delivery.secrets().of(dingtalk.signRef());
        String timestamp = Long.toString(delivery.now().toEpochMilli());
        byte[] sign = Digests.hmac(
                secret.getBytes(StandardCharsets.UTF_8), (timestamp + "\n" + secret).getBytes(StandardCharsets.UTF_8));
        return Urls.with(
                Urls.with(url, "timestamp", timestamp),
                "sign",
                encoded(Base64.getEncoder().encodeToString(sign)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
