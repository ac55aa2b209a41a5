// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateContext;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.alerting.template.TemplateFields;
import dev.plinth.alerting.template.TemplateQuery;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Header;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Sms;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Success;
import dev.plinth.core.alerts.channel.ChannelHttp.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Tells by text messages: a request to the provider for each number. What is filled in is short, in one line and without quotation marks. */
final class SmsSender implements Sender {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final ChannelHttp http;
    private final Told told;

    SmsSender(ChannelHttp http, Told told) {
        this.http = http;
        this.told = told;
    }

    @Override
    public void send(Delivery delivery) throws DeliveryException, InterruptedException {
        Sms sms = Objects.requireNonNull(delivery.spec().sms());
        List<String> all = Addressee.SMS.chosen(delivery.to(), sms.to());
        if (all.isEmpty()) {
            throw new DeliveryException("there is no number to be told (expected: one in sms.to)", true, null, null);
        }
        List<String> to = told.others(delivery, all);
        Refusals refusals = new Refusals(delivery);
        int done = all.size() - to.size();
        for (String number : to) {
            try {
                check(sms, http.send(request(sms, number, delivery), delivery), delivery);
                told.add(delivery, number);
                done++;
            } catch (DeliveryException e) {
                refusals.add(number, e);
            }
        }
        refusals.settle(done > 0);
    }

    private static Request request(Sms sms, String number, Delivery delivery) throws DeliveryException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, Header> header : sms.headersOrNone().entrySet()) {
            headers.put(header.getKey(), value(header.getValue(), delivery));
        }
        String body;
        try {
            body = body(delivery.spec(), sms, number, delivery.message(), delivery.now());
        } catch (TemplateException e) {
            throw new DeliveryException(String.valueOf(e.getMessage()), true, null, null);
        } catch (JacksonException e) {
            throw new DeliveryException("what is filled in gives no JSON: " + e.getOriginalMessage(), true, null, null);
        }
        return new Request(
                sms.methodOrDefault(),
                sms.url(),
                sms.json() == null ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8",
                body.getBytes(StandardCharsets.UTF_8),
                headers);
    }

    /** What would be right instead of what it gives for a message; empty when it is right, or it does not fit that one. */
    static String malformed(AlertChannelSpec spec, Sms sms) {
        AlertMessage example = TestMessage.of("prod", "sms", "https://plinth.example.com", Instant.EPOCH);
        try {
            body(spec, sms, "+4915112345678", example, Instant.EPOCH);
            return "";
        } catch (TemplateException e) {
            return "";
        } catch (JacksonException e) {
            return "a template that gives JSON; " + e.getOriginalMessage();
        }
    }

    private static String body(AlertChannelSpec spec, Sms sms, String number, AlertMessage message, Instant now) {
        TemplateFields fields = fields(spec, sms, number, message, now);
        TemplateContext context = new TemplateContext(now.toEpochMilli(), message.externalUrl(), TemplateQuery.NONE);
        if (sms.json() != null) {
            return json("sms.json", sms.json(), fields, context);
        }
        List<String> form = new ArrayList<>();
        for (Map.Entry<String, String> field : sms.formOrNone().entrySet()) {
            String template = field.getValue();
            String value = template.strip().startsWith("{") && !template.strip().startsWith("{{")
                    ? json("sms.form", template, fields, context)
                    : expanded("sms.form", template, fields, context, UnaryOperator.identity());
            form.add(encoded(field.getKey()) + "=" + encoded(value));
        }
        return String.join("&", form);
    }

    private static String value(Header header, Delivery delivery) throws DeliveryException {
        return header.secretRef() == null
                ? Objects.requireNonNullElse(header.value(), "")
                : Objects.requireNonNullElse(header.prefix(), "")
                        + delivery.secrets().of(header.secretRef());
    }

    private static TemplateFields fields(
            AlertChannelSpec spec, Sms sms, String number, AlertMessage message, Instant now) {
        UnaryOperator<String> each = text -> shortened(text, sms.maxLengthOrDefault());
        Map<String, String> labels = message.commonLabels();
        return new MessageFields(each)
                .of(message)
                .text("To", number)
                .text("Title", each.apply(new Wording(spec, message, now).title()))
                .text("AlertName", each.apply(labels.getOrDefault("alertname", "")))
                .text("Severity", each.apply(labels.getOrDefault("severity", "")))
                .text("Summary", each.apply(message.commonAnnotations().getOrDefault("summary", "")));
    }

    /** Quotation marks and backslashes would end texts in the JSON that some providers want inside of JSON. */
    private static String shortened(String text, int most) {
        return Cut.characters(Wording.oneLine(text).replace('"', '\'').replace('\\', '/'), most);
    }

    /** @throws JacksonException when it gives none */
    private static String json(String field, String template, TemplateFields fields, TemplateContext context) {
        String text = expanded(field, template, fields, context, SmsSender::jsonText);
        JSON.readTree(text);
        return text;
    }

    /** As it stands between quotation marks. */
    private static String jsonText(String text) {
        String quoted = JSON.writeValueAsString(StringNode.valueOf(text));
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String expanded(
            String field,
            String template,
            TemplateFields fields,
            TemplateContext context,
            UnaryOperator<String> escape) {
        return Template.parseMessage(field, template).expand(fields, context, escape);
    }

    private static void check(Sms sms, String body, Delivery delivery) throws DeliveryException {
        Success success = sms.success();
        if (success == null) {
            return;
        }
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JacksonException e) {
            answer = JSON.missingNode();
        }
        if (!answer.at(success.pointer()).asString("").equals(success.value())) {
            throw new DeliveryException(
                    "the provider refuses it (expected: %s at %s)%s"
                            .formatted(success.value(), success.pointer(), ChannelHttp.shown(body, delivery)),
                    false,
                    null,
                    null);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
