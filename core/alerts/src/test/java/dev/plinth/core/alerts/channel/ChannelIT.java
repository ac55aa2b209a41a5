// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.plinth.core.TestAlerts;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Channels as they are declared, told by servers that play the providers. Kafka and OpenSearch are away. */
class ChannelIT {
    private static final Path DIRECTORY = TestCore.temporary();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.shared();

    private static TestCore core;
    private static TestingProvider provider;
    private static TestingKeys keys;
    private static TestingSmtp smtp;
    private static GreenMail mails;

    @BeforeAll
    static void start() throws Exception {
        provider = new TestingProvider();
        keys = new TestingKeys(DIRECTORY);
        smtp = new TestingSmtp(keys.context());
        System.setProperty("greenmail.tls.keystore.file", keys.file().toString());
        System.setProperty("greenmail.tls.keystore.password", TestingKeys.PASSWORD);
        mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        mails.start();
        mails.setUser("alerts@example.com", TestingSmtp.USER, TestingSmtp.PASSWORD);
        Path nobody = DIRECTORY.resolve("nobody.password");
        SecretFiles.ensure(nobody);
        core = TestCore.start(
                TestAlerts.class,
                TestingPostgres.freshDatabase(),
                DIRECTORY,
                "--plinth.identity.public-url=https://plinth.example.com",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--plinth.telemetry.metrics.own=false",
                "--plinth.engines.kafka.url=127.0.0.1:9",
                "--plinth.engines.kafka.username=nobody",
                "--plinth.engines.kafka.password-file=" + nobody,
                "--plinth.engines.opensearch.url=http://127.0.0.1:9",
                "--plinth.engines.opensearch.username=nobody",
                "--plinth.engines.opensearch.password-file=" + nobody,
                "--logging.level.org.apache.kafka=off");
        apply("""
                {kind: Environment, name: prod, spec: {description: Where it counts}}
                ---
                {kind: Secret, env: prod, name: mail, spec: {value: "%s"}}
                ---
                {kind: Secret, env: prod, name: wrong, spec: {value: wrong-password-13}}
                ---
                {kind: Secret, env: prod, name: wecom, spec: {value: "%s"}}
                ---
                {kind: Secret, env: prod, name: dingtalk, spec: {value: "%s"}}
                ---
                {kind: Secret, env: prod, name: dingtalk-sign, spec: {value: "%s"}}
                ---
                {kind: Secret, env: prod, name: hook, spec: {value: "whsec_%s"}}
                ---
                {kind: Secret, env: prod, name: hook-token, spec: {value: "%s"}}
                ---
                {kind: Secret, env: prod, name: slack, spec: {value: "%s/slack/%s"}}
                ---
                {kind: Secret, env: prod, name: sms, spec: {value: "%s"}}
                ---
                {kind: Secret, env: prod, name: two-lines, spec: {value: "first-line\\nsecond-line"}}
                """.formatted(
                        TestingSmtp.PASSWORD,
                        TestingProvider.WECOM_KEY,
                        TestingProvider.DINGTALK_TOKEN,
                        TestingProvider.DINGTALK_SECRET,
                        TestingProvider.HOOK_KEY,
                        TestingProvider.HOOK_TOKEN,
                        provider.url(),
                        TestingProvider.SLACK_PATH,
                        TestingProvider.SMS_KEY));
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
        mails.stop();
        smtp.close();
        provider.close();
    }

    private static void apply(String documents) {
        Answer applied = core.admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    private static void declare(String name, String spec) {
        apply("kind: AlertChannel\nenv: prod\nname: " + name + "\nspec: " + spec + "\n");
    }

    private static void deliver(String channel, AlertMessage message, String... to) throws Exception {
        core.bean(Channels.class).deliver(channel, List.of(to), message);
    }

    private static void deliver(String channel) throws Exception {
        deliver(channel, Messages.usual("m-" + channel));
    }

    /** Why it failed, after a look whether the secrets are in it. */
    private static DeliveryException failure(String channel, AlertMessage message, String... to) {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> deliver(channel, message, to));
        assertThat(failure).as(channel).isNotNull();
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .doesNotContain(
                        TestingProvider.WECOM_KEY,
                        TestingProvider.DINGTALK_TOKEN,
                        TestingProvider.DINGTALK_SECRET,
                        TestingProvider.HOOK_KEY,
                        TestingProvider.HOOK_TOKEN,
                        "XXXXsecretXXXX",
                        TestingProvider.SMS_KEY,
                        TestingSmtp.PASSWORD,
                        "wrong-password-13",
                        "second-line",
                        "d3JvbmctcGFzc3dvcmQtMTM");
        return failure;
    }

    private static DeliveryException failure(String channel) {
        return failure(channel, Messages.usual("m-" + channel));
    }

    private static void assertFails(String channel, boolean lasting, String reason) {
        DeliveryException failure = failure(channel);
        assertThat(failure).hasMessageContaining(reason);
        assertThat(failure.isLasting()).as(failure.getMessage()).isEqualTo(lasting);
    }

    @Test
    void a_web_hook_gets_what_alertmanager_sends_and_can_verify_it() throws Exception {
        declare("hook", """
                {webhook: {url: "%s/hook", secretRef: hook, tokenRef: hook-token, headers: {X-Team: shop}}}""".formatted(provider.url()));
        deliver("hook", Messages.usual("group 1/flush 2"));
        TestingProvider.Asked asked = provider.last("/hook");
        assertThat(asked.headers())
                .containsEntry("x-team", "shop")
                .containsEntry("content-type", "application/json; charset=utf-8");
        assertThat(asked.headers().get("webhook-id")).as("as a header may be").matches("[0-9a-f]{64}");
        assertThat(asked.json()).isEqualTo(JSON.readTree("""
                {"version": "4",
                 "groupKey": "{}/{team=\\"shop\\"}:{alertname=\\"PaymentsFail\\"}",
                 "truncatedAlerts": 0,
                 "status": "firing",
                 "receiver": "on-call",
                 "groupLabels": {"alertname": "PaymentsFail"},
                 "commonLabels": {"alertname": "PaymentsFail", "env": "prod"},
                 "commonAnnotations": {"runbook_url": "https://wiki.example.com/payments"},
                 "externalURL": "https://plinth.example.com",
                 "alerts": [
                   {"status": "firing",
                    "labels": {"alertname": "PaymentsFail", "env": "prod", "job": "till", "severity": "critical"},
                    "annotations": {"description": "Since the last release.", "runbook_url": "https://wiki.example.com/payments",
                      "summary": "25% of payments fail"},
                    "startsAt": "2026-03-01T08:41:07Z", "endsAt": "0001-01-01T00:00:00Z",
                    "generatorURL": "https://plinth.example.com/graph?g0.expr=x&g0.tab=1", "fingerprint": "feed0123",
                    "link": "https://plinth.example.com/alerts/prod/feed0123?a=1&b=2",
                    "changes": ["Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)"],
                    "impacts": ["Payments: 12 of 100 failed, 9 users, 310.50 EUR"]},
                   {"status": "resolved",
                    "labels": {"alertname": "PaymentsFail", "env": "prod", "job": "web", "severity": "minor"},
                    "annotations": {},
                    "startsAt": "2026-03-01T08:41:07Z", "endsAt": "2026-03-01T08:50:00Z",
                    "generatorURL": "https://plinth.example.com/graph?g0.expr=x&g0.tab=1", "fingerprint": "feed0123",
                    "link": "https://plinth.example.com/alerts/prod/feed0123?a=1&b=2",
                    "changes": ["Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)"],
                    "impacts": ["Payments: 12 of 100 failed, 9 users, 310.50 EUR"]}]}
                """));
        declare("unsigned", "{webhook: {url: \"%s/hook\", secretRef: wrong}}".formatted(provider.url()));
        assertFails("unsigned", true, "127.0.0.1 answers HTTP 401");
    }

    @Test
    void what_is_said_of_a_failure_tells_whether_to_try_again() {
        declare("busy", "{webhook: {url: \"%s/busy?key=in-the-url\"}}".formatted(provider.url()));
        DeliveryException busy = failure("busy");
        assertThat(busy).hasMessage("127.0.0.1 answers HTTP 429: slow down");
        assertThat(busy.isLasting()).isFalse();
        assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(17));

        declare("broken", "{webhook: {url: \"%s/broken\"}}".formatted(provider.url()));
        assertFails("broken", false, "127.0.0.1 answers HTTP 500: it hurts");
        declare("missing", "{webhook: {url: \"%s/missing\"}}".formatted(provider.url()));
        assertFails("missing", true, "127.0.0.1 answers HTTP 404: no such thing");
        declare("silent", "{timeoutSeconds: 1, webhook: {url: \"%s/silent\"}}".formatted(provider.url()));
        assertFails("silent", false, "127.0.0.1 does not answer in time (timeoutSeconds)");
        declare("endless", "{webhook: {url: \"%s/endless\"}}".formatted(provider.url()));
        assertFails("endless", false, "127.0.0.1 answers more than 65536 bytes");
        declare("mirror", "{webhook: {url: \"%s/mirror\", tokenRef: hook-token}}".formatted(provider.url()));
        assertFails("mirror", true, "127.0.0.1 answers HTTP 400: you said Bearer ***");
        declare("elsewhere", "{webhook: {url: \"%s/elsewhere\", tokenRef: hook-token}}".formatted(provider.url()));
        assertFails("elsewhere", true, "127.0.0.1 answers HTTP 307");
        assertThat(provider.asked("/stolen")).isEmpty();
        declare("two-lines", "{webhook: {url: \"%s/hook\", tokenRef: two-lines}}".formatted(provider.url()));
        assertFails("two-lines", true, "the request cannot be made");
        declare("no-host", "{webhook: {url: \"http://nobody.invalid/x\"}}");
        assertFails("no-host", false, "nobody.invalid");
        assertFails("unheard-of", true, "there is no AlertChannel/unheard-of in prod");
    }

    @Test
    void nobody_listens() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        declare("away", "{webhook: {url: \"http://127.0.0.1:%d/x\"}}".formatted(port));
        assertFails("away", false, "no connection to 127.0.0.1");
        declare(
                "mail-away",
                "{email: {host: 127.0.0.1, port: %d, security: none, from: a@example.com, to: [b@example.com]}}"
                        .formatted(port));
        assertFails("mail-away", false, "no connection to 127.0.0.1");
    }

    @Test
    void wecom() throws Exception {
        declare("wecom", "{wecom: {keyRef: wecom, url: \"%s/wecom\", to: [ada]}}".formatted(provider.url()));
        deliver("wecom", Messages.sly("m"));
        JsonNode said = provider.last("/wecom").json();
        assertThat(said.path("msgtype").asString()).isEqualTo("markdown");
        assertThat(said.at("/markdown/content").asString())
                .contains("＜!channel＞ ＜@all＞")
                .endsWith("\n\n<@ada>")
                .doesNotContain("<@all>");

        AlertMessage.Item[] many = new AlertMessage.Item[60];
        Arrays.fill(many, Messages.alert(Map.of("alertname", "支付失败"), Map.of("summary", "支付失败 🙂"), null));
        deliver("wecom", Messages.of("m", many), "grace");
        assertThat(provider.last("/wecom").json().at("/markdown/content").asString())
                .endsWith("\n…\nThe rest is left out.\n\n<@grace>");

        declare("wecom-wrong", "{wecom: {keyRef: wrong, url: \"%s/wecom\"}}".formatted(provider.url()));
        assertFails("wecom-wrong", true, "WeCom answers errcode 93000: invalid webhook url, key=***");
        declare("wecom-busy", "{wecom: {keyRef: wecom, url: \"%s/wecom-busy\"}}".formatted(provider.url()));
        DeliveryException busy = failure("wecom-busy");
        assertThat(busy).hasMessage("WeCom answers errcode 45009 (too many messages): api freq out of limit");
        assertThat(busy.isLasting()).isFalse();
        assertThat(busy.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(failure("wecom", Messages.usual("m"), "ada> <@all"))
                .hasMessageContaining("cannot be told (expected: user names of letters")
                .matches(DeliveryException::isLasting);
    }

    @Test
    void dingtalk() throws Exception {
        declare(
                "dingtalk",
                "{dingtalk: {tokenRef: dingtalk, signRef: dingtalk-sign, url: \"%s/dingtalk\", to: [\"13800138000\"]}}"
                        .formatted(provider.url()));
        deliver("dingtalk");
        JsonNode said = provider.last("/dingtalk").json();
        assertThat(said.at("/markdown/title").asString()).isEqualTo("[FIRING:1] PaymentsFail (prod)");
        assertThat(said.at("/markdown/text").asString())
                .startsWith(
                        "### ［FIRING:1］ PaymentsFail (prod)\n\n**CRITICAL PaymentsFail**: 25% of payments fail  \nSince")
                .endsWith("\n\n@13800138000");
        assertThat(said.path("at")).isEqualTo(JSON.readTree("{\"atMobiles\": [\"13800138000\"], \"isAtAll\": false}"));

        declare(
                "dingtalk-unsigned",
                "{dingtalk: {tokenRef: dingtalk, url: \"%s/dingtalk\"}}".formatted(provider.url()));
        assertFails("dingtalk-unsigned", true, "DingTalk answers errcode 310000: sign not match");
        declare(
                "dingtalk-busy",
                "{dingtalk: {tokenRef: dingtalk, url: \"%s/dingtalk-busy\"}}".formatted(provider.url()));
        assertFails("dingtalk-busy", false, "DingTalk answers errcode 130101 (too many messages): send too fast");
    }

    @Test
    void slack() throws Exception {
        declare("slack", "{slack: {urlRef: slack, to: [U024BE7LH]}}");
        deliver("slack", Messages.sly("m"));
        JsonNode said = provider.last("/slack").json();
        assertThat(said.path("text").asString()).isEqualTo("<@U024BE7LH>");
        JsonNode attachment = said.at("/attachments/0");
        assertThat(attachment.path("color").asString()).isEqualTo("#b71c1c");
        assertThat(attachment.path("title").asString()).isEqualTo("[FIRING:1] PaymentsFail (prod)");
        assertThat(attachment.path("text").asString())
                .startsWith("*CRITICAL &lt;@all&gt;*: &lt;!channel&gt; &lt;@all&gt;")
                .doesNotContain("<!", "<@");

        apply("{kind: Secret, env: prod, name: slack-gone, spec: {value: \"%s/slack/T/B/XXXXsecretXXXX\"}}\n"
                .formatted(provider.url()));
        declare("slack-gone", "{slack: {urlRef: slack-gone}}");
        assertFails("slack-gone", true, "127.0.0.1 answers HTTP 404: no_service");
        declare("slack-wrong", "{slack: {urlRef: wrong}}");
        assertFails("slack-wrong", true, "Secret/wrong is not usable");
    }

    @Test
    void text_messages_are_one_request_for_each_number_and_short() throws Exception {
        declare("sms", """
                {sms: {url: "%s/sms", headers: {Authorization: {secretRef: sms, prefix: "APPCODE "}}, to: ["+49151000001"],
                  form: {PhoneNumbers: "{{ .To }}", TemplateCode: SMS_1, TemplateParam: '{"title": "{{ .Title }}", "n": {{ len .Alerts }}}'},
                  success: {pointer: /Code, value: OK}}}""".formatted(provider.url()));
        deliver("sms");
        deliver("sms", Messages.sly("sly"), "+49151000002", "+49151000003");
        List<Map<String, String>> forms = provider.asked("/sms").stream()
                .map(each -> TestingProvider.form(each.body()))
                .filter(form -> form.getOrDefault("PhoneNumbers", "").startsWith("+4915100000"))
                .toList();
        assertThat(forms)
                .extracting(form -> form.get("PhoneNumbers"))
                .contains("+49151000001", "+49151000002", "+49151000003");
        assertThat(forms.getFirst())
                .containsEntry("TemplateCode", "SMS_1")
                .containsEntry("TemplateParam", "{\"title\": \"[FIRING:1] PaymentsFail (prod)\", \"n\": 2}");
    }

    @Test
    void json_of_text_messages_stays_json_whatever_is_filled_in() throws Exception {
        declare("sms-json", """
                {sms: {url: "%s/sms", maxLength: 20, headers: {Authorization: {secretRef: sms, prefix: "APPCODE "}},
                  json: '{"phone": "{{ .To }}", "text": "{{ (index .Alerts 0).Annotations.summary }}"}'}}""".formatted(provider.url()));
        deliver("sms-json", Messages.sly("sly"), "+49152000001");
        JsonNode said = provider.asked("/sms").stream()
                .filter(each -> each.body().contains("+49152000001"))
                .findFirst()
                .orElseThrow()
                .json();
        assertThat(said.path("text").asString()).isEqualTo("<!channel> <@all> *…");
    }

    @Test
    void who_has_a_text_message_does_not_get_it_again() throws Exception {
        declare("sms-some", """
                {sms: {url: "%s/sms", headers: {Authorization: {secretRef: sms, prefix: "APPCODE "}},
                  json: '{"phone": "{{ .To }}"}', success: {pointer: /Code, value: OK}}}""".formatted(provider.url()));
        AlertMessage message = Messages.usual("some");
        DeliveryException failure = failure("sms-some", message, "+49153000001", "+49153000503");
        assertThat(failure).hasMessageStartingWith("others have it, but not +49153000503: 127.0.0.1 answers HTTP 503");
        assertThat(failure.isLasting()).isFalse();
        deliver("sms-some", message, "+49153000001", "+49153000503");
        assertThat(provider.asked("/sms").stream().filter(each -> each.body().contains("+49153000001")))
                .hasSize(1);

        deliver("sms-some", Messages.usual("reachable"), "+49153000002", "+49153000400");
        assertThat(failure("sms-some", Messages.usual("unreachable"), "+49153000400"))
                .hasMessageContaining("+49153000400: 127.0.0.1 answers HTTP 400")
                .matches(DeliveryException::isLasting);
        assertThat(failure("sms-some", Messages.usual("illegal"), "+49153000000"))
                .hasMessageContaining(
                        "the provider refuses it (expected: OK at /Code): {\"Code\":\"isv.MOBILE_NUMBER_ILLEGAL\"}");
        assertThat(failure("sms-some", Messages.usual("nobody"))).hasMessageContaining("there is no number to be told");
    }

    private static String email(String more) throws Exception {
        return "{%s, email: {host: localhost, from: \"Plinth <alerts@example.com>\", username: plinth, caCertificate: \"%s\", %s}}"
                .formatted("description: Mail", keys.pem(), more);
    }

    private static List<String> recipients(MimeMessage mail) {
        try {
            return Arrays.stream(mail.getAllRecipients()).map(Address::toString).toList();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<MimeMessage> toSome(MimeMessage[] mails, int number) {
        return Arrays.stream(mails)
                .filter(mail -> recipients(mail).size() == number)
                .toList();
    }

    @Test
    void mail_over_tls_can_be_read_and_belongs_to_its_group() throws Exception {
        declare(
                "mail",
                email("port: %d, security: tls, passwordRef: mail, to: [ada@example.com, \"Grace <grace@example.com>\"]"
                        .formatted(mails.getSmtps().getPort())));
        deliver("mail", Messages.usual("first"));
        deliver("mail", Messages.usual("first"));
        deliver("mail", Messages.sly("second"), "ada@example.com");
        assertThat(mails.waitForIncomingEmail(LIMIT.toMillis(), 3)).isTrue();

        MimeMessage[] received = mails.getReceivedMessages();
        assertThat(received)
                .as("the first for two, once each, and the second for one")
                .hasSize(3);
        MimeMessage first = toSome(received, 2).getFirst();
        assertThat(first.getSubject()).isEqualTo("[FIRING:1] PaymentsFail (prod)");
        assertThat(first.getFrom()).extracting(Object::toString).containsExactly("Plinth <alerts@example.com>");
        assertThat(recipients(first)).containsExactly("ada@example.com", "Grace <grace@example.com>");
        assertThat(first.getMessageID()).matches("<[0-9a-f]{40}@example\\.com>");
        assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        MimeMultipart parts = (MimeMultipart) first.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .contains("What changed before it:\n  - Config payments: update by user:ada");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent().toString()).contains("25% of payments fail");

        MimeMessage second = toSome(received, 1).getFirst();
        assertThat(second.getMessageID()).isNotEqualTo(first.getMessageID());
        assertThat(second.getHeader("References")).isEqualTo(first.getHeader("References"));
        assertThat(second.getHeader("In-Reply-To")).isEqualTo(first.getHeader("References"));
        assertThat(((MimeMultipart) second.getContent())
                        .getBodyPart(1)
                        .getContent()
                        .toString())
                .contains("&lt;!channel&gt;")
                .doesNotContain("<b onclick");
    }

    @Test
    void mail_with_starttls_and_no_header_that_is_not_ours() throws Exception {
        declare(
                "starttls",
                email("port: %d, passwordRef: mail".formatted(smtp.port())).replace("description: Mail", """
                        title: "支付失败 {{ .CommonLabels.alertname }}\\r\\nBcc: evil@example.com\"\
                        """));
        AlertMessage message = Messages.usual("the-same");
        deliver("starttls", message, "ada@example.com");
        TestingSmtp.Received received = smtp.received().stream()
                .filter(each -> each.to().contains("ada@example.com"))
                .findFirst()
                .orElseThrow();
        MimeMessage mail =
                new MimeMessage(null, new ByteArrayInputStream(received.text().getBytes(StandardCharsets.UTF_8)));
        assertThat(mail.getSubject()).isEqualTo("支付失败 PaymentsFail Bcc: evil@example.com");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(failure("starttls", message, "ada@example.com\r\nBcc: evil@example.com"))
                .hasMessageContaining("cannot be told (expected: addresses, as ada@example.com)");
    }

    @Test
    void mail_that_is_refused() throws Exception {
        String here = "port: %d".formatted(smtp.port());
        declare("mail-some", email(here + ", passwordRef: mail"));
        assertThat(failure("mail-some", Messages.usual("1"), "gone@example.com"))
                .hasMessageContaining("gone@example.com: 550 5.1.1 nobody here")
                .matches(DeliveryException::isLasting);
        deliver("mail-some", Messages.usual("2"), "gone@example.com", "here@example.com");
        AlertMessage message = Messages.usual("3");
        DeliveryException busy = failure("mail-some", message, "busy@example.com", "also@example.com");
        assertThat(busy).hasMessageContaining("others have it, but not busy@example.com: 450 4.2.0 later, please");
        assertThat(busy.isLasting()).isFalse();
        deliver("mail-some", message, "busy@example.com", "also@example.com");
        assertThat(smtp.received())
                .extracting(TestingSmtp.Received::to)
                .contains(List.of("here@example.com"), List.of("also@example.com"), List.of("busy@example.com"))
                .doesNotContain(List.of("busy@example.com", "also@example.com"));

        declare("mail-sender", email(here + ", passwordRef: mail").replace("alerts@", "nobody@"));
        assertThat(failure("mail-sender", Messages.usual("5"), "ada@example.com"))
                .hasMessageContaining("553 5.1.8 who is that")
                .matches(DeliveryException::isLasting);
        declare("mail-password", email(here + ", passwordRef: wrong, to: [ada@example.com]"));
        assertFails("mail-password", true, "localhost does not let plinth sign in: 535 5.7.8 wrong: ***");
        declare("mail-slow", email(here + ", passwordRef: mail").replace("description: Mail", "timeoutSeconds: 1"));
        DeliveryException slow = failure("mail-slow", Messages.usual("4"), "slow@example.com");
        assertThat(slow).hasMessageContaining("does not answer in time");
        assertThat(slow.isLasting()).isFalse();
        declare(
                "mail-stranger",
                "{email: {host: localhost, %s, from: a@example.com, to: [b@example.com]}}".formatted(here));
        assertFails("mail-stranger", false, "no TLS with localhost");
        declare(
                "mail-clear",
                "{email: {host: localhost, %s, security: none, from: a@example.com, to: [b@example.com]}}"
                        .formatted(here));
        assertFails("mail-clear", true, "530 5.7.0 STARTTLS first");
    }

    @Test
    void the_next_message_waits_when_a_minute_is_full() {
        declare("limited", "{perMinute: 2, webhook: {url: \"%s/hook\"}}".formatted(provider.url()));
        Channels channels = core.bean(Channels.class);
        assertThat(channels.permit("prod", "limited")).isZero();
        assertThat(channels.permit("prod", "limited")).isZero();
        assertThat(channels.permit("prod", "limited")).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(channels.permit("dev", "limited")).as("there is none").isZero();
    }

    private static Answer test(Caller caller, String channel, String body) {
        return caller.post("/api/v1/alerts/channels/prod/" + channel + "/test", "application/json", body);
    }

    @Test
    void a_test_is_for_who_may_write_the_channel() {
        declare("tried", "{perMinute: 2, slack: {urlRef: slack}}");
        apply("""
                {kind: Role, name: on-call-lead, spec: {rules: [{verbs: [read, write], kinds: [AlertChannel], names: [tried, unheard-of]}]}}
                ---
                {kind: RoleBinding, name: on-call-lead, spec: {role: on-call-lead, subjects: ["process:lead"]}}
                ---
                {kind: Role, name: looker, spec: {rules: [{verbs: [read], kinds: [AlertChannel]}]}}
                ---
                {kind: RoleBinding, name: looker, spec: {role: looker, subjects: ["process:looker"]}}
                """);
        Caller lead = core.process("lead");
        assertThat(test(core.anonymous(), "tried", "{}").status()).isEqualTo(401);
        assertThat(test(core.process("looker"), "tried", "{}").status()).isEqualTo(403);
        assertThat(test(lead, "hook", "{}").status()).as("another").isEqualTo(403);
        assertThat(test(lead, "unheard-of", "{}").status()).isEqualTo(404);

        Answer told = test(lead, "tried", "{\"to\": [\"U024BE7LH\"]}");
        assertThat(told.status()).as(told.text()).isEqualTo(200);
        assertThat(told.body().path("delivered").asBoolean()).as(told.text()).isTrue();
        assertThat(told.body().get("error").isNull()).isTrue();
        assertThat(told.body().path("seconds").asDouble()).isBetween(0.0, 10.0);
        assertThat(provider.asked("/slack"))
                .anySatisfy(asked -> assertThat(asked.body())
                        .contains("[TEST] [FIRING:1] TestOfChannel (prod)", Wording.TEST, "<@U024BE7LH>"));

        Answer refused = test(lead, "tried", "{\"to\": [\"everybody\"]}");
        assertThat(refused.body().path("delivered").asBoolean()).isFalse();
        assertThat(refused.body().path("error").asString()).contains("(expected: member IDs, as U024BE7LH)");
        assertThat(test(lead, "tried", "{}").body().path("error").asString()).contains("all that it may in a minute");
        assertThat(test(lead, "tried", "{\"to\": [" + "\"U\",".repeat(20) + "\"U\"]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void nobody_has_a_secret_sent_that_he_may_not_reveal() {
        apply("""
                {kind: Role, name: teller, spec: {rules: [{verbs: [read, write], kinds: [AlertChannel]}]}}
                ---
                {kind: RoleBinding, name: teller, spec: {role: teller, subjects: ["process:teller"]}}
                """);
        Caller teller = core.process("teller");
        for (String spec : List.of(
                "{email: {host: h, from: a@example.com, username: u, passwordRef: mail}}",
                "{webhook: {url: \"http://h\", secretRef: mail}}",
                "{webhook: {url: \"http://h\", tokenRef: mail}}",
                "{wecom: {keyRef: mail}}",
                "{dingtalk: {tokenRef: mail}}",
                "{slack: {urlRef: mail}}",
                "{sms: {url: \"http://h\", form: {a: b}, headers: {X-Key: {secretRef: mail}}}}")) {
            Answer refused = teller.apply("kind: AlertChannel\nenv: prod\nname: sly\nspec: " + spec + "\n");
            assertThat(refused.status()).as(refused.text()).isEqualTo(403);
            assertThat(refused.text())
                    .contains(
                            "AlertChannel/sly in prod would send Secret/mail in prod, which process:teller may not reveal");
        }
        Answer open = teller.apply("kind: AlertChannel\nenv: prod\nname: open\nspec: {webhook: {url: \"http://h\"}}\n");
        assertThat(open.status()).as(open.text()).isEqualTo(200);
        Answer missing =
                core.admin().apply("kind: AlertChannel\nenv: prod\nname: x\nspec: {wecom: {keyRef: nothing}}\n");
        assertThat(missing.code()).isEqualTo("resource.reference-missing");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            {} => spec => exactly one of email, webhook, wecom, dingtalk, slack, sms
            {slack: {urlRef: slack}, wecom: {keyRef: wecom}} => spec => exactly one of email, webhook, wecom, dingtalk, slack, sms
            {slack: {}} => spec.slack.urlRef => a value
            {slack: {url: "https://hooks.slack.com/services/T/B/X"}} => spec.slack.url => a secretRef instead of the value itself
            {slack: {urlRef: slack, to: ["@here"]}} => spec.slack.to => member IDs, as U024BE7LH
            {slack: {urlRef: slack}, title: "{{ .Status"} => spec.title => a template; error parsing template title: template: title:1:1: unclosed action: "}}" is missing
            {slack: {urlRef: slack}, text: "a {{ .Status | shout }}"} => spec.text => a template; error parsing template text: template: text:1:16: function "shout" not defined
            {slack: {urlRef: slack}, perMinute: 0} => spec.perMinute => at least 1
            {slack: {urlRef: slack}, timeoutSeconds: 61} => spec.timeoutSeconds => at most 60
            {webhook: {url: "ftp://h"}} => spec.webhook.url => a URL that begins with http:// or https://
            {webhook: {url: "https://u:p@h"}} => spec.webhook.url => a URL without user, password and fragment
            {webhook: {url: "http://h", headers: {Authorization: x}}} => spec.webhook.headers => headers without Authorization (a token is given by tokenRef)
            {webhook: {url: "http://h", secret: x}} => spec.webhook.secret => a secretRef instead of the value itself
            {webhook: {url: "http://h"}, text: x} => spec.text => nothing, as a web hook gets JSON
            {wecom: {keyRef: wecom, to: ["a b"]}} => spec.wecom.to => user names of letters, digits, '_', '-', '@' and '.'
            {dingtalk: {tokenRef: dingtalk, to: ["ada"]}} => spec.dingtalk.to => mobile numbers, as 13800138000
            {email: {from: a@example.com}} => spec.email.host => a value
            {email: {host: h, from: nobody}} => spec.email.from => an address, as Plinth <alerts@example.com>
            {email: {host: h, from: a@example.com, to: ["b@example.com\\nBcc: c@example.com"]}} => spec.email.to => addresses, as ada@example.com
            {email: {host: h, from: a@example.com, username: u}} => spec.email.passwordRef => a value, as username and passwordRef go together
            {email: {host: h, from: a@example.com, security: none, username: u, passwordRef: mail}} => spec.email.username => nothing, as a password is not sent without TLS
            {email: {host: h, from: a@example.com, security: ssl}} => spec.email.security => one of starttls, tls, none
            {email: {host: h, from: a@example.com, caCertificate: x}} => spec.email.caCertificate => certificates in PEM; these cannot be read: No certificate data found
            {sms: {url: "http://h"}} => spec.sms => exactly one of form, json
            {sms: {url: "http://h", form: {a: "{{ .To"}}} => spec.sms.form => a template; error parsing template sms.form: template: sms.form:1:1: unclosed action: "}}" is missing
            {sms: {url: "http://h", form: {a: b}, headers: {X: {value: v, secretRef: mail}}}} => spec.sms.headers => value or secretRef for X
            {sms: {url: "http://h", form: {a: b}, headers: {Host: {value: v}}}} => spec.sms.headers => headers without Host, which the request sets itself
            {sms: {url: "http://h", form: {a: null}}} => spec.sms.form.a => a value
            {sms: {url: "http://h", form: {a: b}, headers: {X: null}}} => spec.sms.headers.X => a value
            {webhook: {url: "http://h", headers: {X: null}}} => spec.webhook.headers => values of ASCII without line ends, of at most 4000 characters
            {slack: {urlRef: slack, to: [null]}} => spec.slack.to => member IDs, as U024BE7LH
            {sms: {url: "http://h", form: {a: b}, to: [nobody]}} => spec.sms.to => numbers, as +4915112345678
            {sms: {url: "http://h", form: {a: b}, method: GET}} => spec.sms.method => POST or PUT
            {sms: {url: "http://h", form: {a: b}, success: {pointer: Code, value: OK}}} => spec.sms.success.pointer => a JSON pointer, as /Code
            """)
    void bad_channels_are_refused_with_their_field(String spec, String field, String expected) {
        Answer answer = core.admin().apply("kind: AlertChannel\nenv: prod\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).isEqualTo(expected);
                });
    }

    @Test
    void what_the_guide_shows_can_be_declared() throws Exception {
        for (String secret : List.of(
                "smtp", "tickets-signature", "tickets-token", "wecom-bot", "dingtalk-robot", "slack-url", "sms-key")) {
            apply("{kind: Secret, env: prod, name: %s, spec: {value: some-value}}\n".formatted(secret));
        }
        String guide = Files.readString(Path.of("../../docs/how-to/tell-people-of-alerts.md"));
        List<String> channels = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .flatMap(block -> Arrays.stream(block.group(1).split("(?m)^---$", -1)))
                .filter(document -> document.strip().startsWith("kind: AlertChannel"))
                .toList();
        assertThat(channels).hasSizeGreaterThanOrEqualTo(6);
        channels.forEach(ChannelIT::apply);
        String templates = guide.substring(guide.indexOf("  title: \"{{ .Env"));
        apply("kind: AlertChannel\nenv: prod\nname: own-words\nspec:\n  slack: {urlRef: slack}\n"
                + templates.substring(0, templates.indexOf("```")));
        deliver("own-words");
        assertThat(provider.asked("/slack"))
                .anySatisfy(asked -> assertThat(
                                asked.json().at("/attachments/0/text").asString())
                        .isEqualTo("""
                        **prod: PaymentsFail**
                        25% of payments fail [look](https://plinth.example.com/alerts/prod/feed0123?a=1&amp;b=2)
                        > Config payments: update by user:ada at 2026-03-01T08:39:00Z (smaller pool)"""));
    }

    @Test
    void json_of_a_provider_that_would_be_none_is_refused() {
        Answer answer = core.admin().apply("""
                kind: AlertChannel
                env: prod
                name: bad
                spec: {sms: {url: "http://h", json: '{"phone": {{ .To }}"}'}}
                """);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations/0/field").asString()).isEqualTo("spec.sms.json");
        assertThat(answer.body().at("/violations/0/expected").asString()).startsWith("a template that gives JSON; ");
    }
}
