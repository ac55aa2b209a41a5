// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Duration;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What bots of WeCom and DingTalk answer: HTTP 200, and how it went in the body. */
final class BotAnswer {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    /** The system is busy. */
    private static final long BUSY = -1;

    private BotAnswer() {}

    /** @param tooMany codes that say that too much was sent */
    static void check(String name, String body, Set<Long> tooMany, Delivery delivery) throws DeliveryException {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JacksonException e) {
            answer = JSON.missingNode();
        }
        if (!answer.path("errcode").isIntegralNumber()) {
            throw new DeliveryException(
                    "%s does not say whether it has the message (expected: errcode)%s"
                            .formatted(name, ChannelHttp.shown(body, delivery)),
                    false,
                    null,
                    null);
        }
        long code = answer.path("errcode").asLong();
        if (code == 0) {
            return;
        }
        boolean limited = tooMany.contains(code);
        throw new DeliveryException(
                "%s answers errcode %d%s%s"
                        .formatted(
                                name,
                                code,
                                limited ? " (too many messages)" : "",
                                ChannelHttp.shown(answer.path("errmsg").asString(""), delivery)),
                !limited && code != BUSY,
                limited ? A_MINUTE : null,
                null);
    }
}
