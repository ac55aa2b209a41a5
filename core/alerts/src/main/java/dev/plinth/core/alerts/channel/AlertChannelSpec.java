// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.kind.SecretField;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import dev.plinth.core.telemetry.metric.certificate.PemCertificates;
import dev.plinth.core.telemetry.metric.token.TokenGuard;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A way on which people are told of alerts. Exactly one of {@code email}, {@code webhook}, {@code wecom}, {@code dingtalk}, {@code slack} and {@code sms}. */
@SoundChannel
public record AlertChannelSpec(
        @JsonPropertyDescription("Who is told by it, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("Mail, over SMTP") @Nullable @Valid
        Email email,

        @JsonPropertyDescription("A program of yours, told as by the web hook of Alertmanager") @Nullable @Valid
        Webhook webhook,

        @JsonPropertyDescription("A bot of a group in WeCom") @Nullable @Valid
        Wecom wecom,

        @JsonPropertyDescription("A robot of a group in DingTalk") @Nullable @Valid
        Dingtalk dingtalk,

        @JsonPropertyDescription("An incoming web hook of Slack, or of what understands the same") @Nullable @Valid
        Slack slack,

        @JsonPropertyDescription("Text messages, by the HTTP API of a provider") @Nullable @Valid
        Sms sms,

        @JsonPropertyDescription(
                "Template of the title, the subject of mails; as [FIRING:2] PaymentsFail (prod) if absent. Not for webhook")
        @Nullable
        @Size(min = 1, max = 2_000)
        String title,

        @JsonPropertyDescription(
                "Template of the text, in the markup that the receiver understands; all that is known of the alerts if absent. Not for webhook and sms")
        @Nullable
        @Size(min = 1, max = 20_000)
        String text,

        @JsonPropertyDescription(
                "Messages in a minute, at most; if absent 20 for wecom, dingtalk and sms, 300 for webhook, 60 for others")
        @Nullable
        @Min(1)
        @Max(6_000)
        Integer perMinute,

        @JsonPropertyDescription("Seconds in which a message must be taken; 10 if absent") @Nullable @Min(1) @Max(60)
        Integer timeoutSeconds) {
    /** The kind's name. */
    public static final String KIND = "AlertChannel";

    private static final int TIMEOUT = 10;
    private static final int SMS_LENGTH = 35;

    /** How the connection to a mail server is protected. */
    public enum Security {
        /** TLS begins when it is connected; without it nothing is sent. */
        @JsonProperty("starttls")
        STARTTLS(587),
        /** TLS from the beginning. */
        @JsonProperty("tls")
        TLS(465),
        @JsonProperty("none")
        NONE(25);

        private final int port;

        Security(int port) {
            this.port = port;
        }
    }

    /** A mail server, and who gets mail. */
    public record Email(
            @JsonPropertyDescription("The mail server, as smtp.example.com")
            @Size(max = 253)
            @Pattern(
                    regexp = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[?[0-9A-Fa-f:.]{2,45}\\]?",
                    message = "a host, as smtp.example.com")
            String host,

            @JsonPropertyDescription("587 if absent, with tls 465, with none 25") @Nullable @Min(1) @Max(65_535)
            Integer port,

            @JsonPropertyDescription("starttls, tls or none; starttls if absent") @Nullable
            Security security,

            @JsonPropertyDescription("Who signs in; nobody does if absent")
            @Nullable
            @Size(min = 1, max = 320)
            @Pattern(regexp = "\\P{Cntrl}*", message = "a text without control characters")
            String username,

            @JsonPropertyDescription("The secret in this environment whose value is the password")
            @Nullable
            @Size(min = 1, max = 253)
            String passwordRef,

            @Nullable @SecretField String password,

            @JsonPropertyDescription("Who writes, as alerts@example.com or Plinth <alerts@example.com>")
            @Size(max = 320)
            String from,

            @JsonPropertyDescription("Who gets mail unless others are named") @Nullable @Size(max = 100)
            List<@NotNull @Size(max = 320) String> to,

            @JsonPropertyDescription(
                    "Certificates in PEM of the authorities that are trusted, instead of those of the Java runtime")
            @Nullable
            @Size(min = 1, max = 100_000)
            @PemCertificates
            String caCertificate) {
        Security securityOrDefault() {
            return security == null ? Security.STARTTLS : security;
        }

        int portOrDefault() {
            return port == null ? securityOrDefault().port : port;
        }
    }

    /** A program that takes web hooks. */
    public record Webhook(
            @JsonPropertyDescription("An http or https URL, without user, password and fragment") @Size(max = 2_000)
            String url,

            @JsonPropertyDescription(
                    "The secret in this environment with which requests are signed, by Standard Webhooks; whsec_ and Base64, or any text")
            @Nullable
            @Size(min = 1, max = 253)
            String secretRef,

            @Nullable @SecretField String secret,

            @JsonPropertyDescription(
                    "The secret in this environment whose value is sent as a bearer token; none if absent")
            @Nullable
            @Size(min = 1, max = 253)
            String tokenRef,

            @Nullable @SecretField String token,

            @JsonPropertyDescription("Headers by name; what the request itself needs is set") @Nullable @Size(max = 50)
            Map<String, @Nullable String> headers) {
        Map<String, @Nullable String> headersOrNone() {
            return headers == null ? Map.of() : headers;
        }
    }

    /** A bot of a group. */
    public record Wecom(
            @JsonPropertyDescription("The secret in this environment whose value is the key of the bot")
            @Size(min = 1, max = 253)
            String keyRef,

            @Nullable @SecretField String key,

            @JsonPropertyDescription(
                    "Where the bot is asked; https://qyapi.weixin.qq.com/cgi-bin/webhook/send if absent")
            @Nullable
            @Size(max = 2_000)
            String url,

            @JsonPropertyDescription("User names that are mentioned unless others are named") @Nullable @Size(max = 100)
            List<@NotNull String> to) {
        String urlOrDefault() {
            return url == null ? "https://qyapi.weixin.qq.com/cgi-bin/webhook/send" : url;
        }
    }

    /** A robot of a group. */
    public record Dingtalk(
            @JsonPropertyDescription("The secret in this environment whose value is the access token of the robot")
            @Size(min = 1, max = 253)
            String tokenRef,

            @Nullable @SecretField String token,

            @JsonPropertyDescription(
                    "The secret in this environment whose value signs, if the robot wants that (SEC…); nothing is signed if absent")
            @Nullable
            @Size(min = 1, max = 253)
            String signRef,

            @Nullable @SecretField String sign,

            @JsonPropertyDescription("Where the robot is asked; https://oapi.dingtalk.com/robot/send if absent")
            @Nullable
            @Size(max = 2_000)
            String url,

            @JsonPropertyDescription("Mobile numbers of those who are mentioned unless others are named")
            @Nullable
            @Size(max = 100)
            List<@NotNull String> to) {
        String urlOrDefault() {
            return url == null ? "https://oapi.dingtalk.com/robot/send" : url;
        }
    }

    /** An incoming web hook. */
    public record Slack(
            @JsonPropertyDescription("The secret in this environment whose value is the URL of the incoming web hook")
            @Size(min = 1, max = 253)
            String urlRef,

            @Nullable @SecretField String url,

            @JsonPropertyDescription("Member IDs, as U024BE7LH, of those who are mentioned unless others are named")
            @Nullable
            @Size(max = 100)
            List<@NotNull String> to) {}

    /** The API of a provider of text messages: a request for each number. */
    public record Sms(
            @JsonPropertyDescription("An http or https URL, without user, password and fragment") @Size(max = 2_000)
            String url,

            @JsonPropertyDescription("POST if absent") @Nullable @Pattern(regexp = "POST|PUT", message = "POST or PUT")
            String method,

            @JsonPropertyDescription("Headers by name, each with a value or the name of a secret")
            @Nullable
            @Size(max = 50)
            Map<String, @Valid @NotNull Header> headers,

            @JsonPropertyDescription(
                    "Fields of a form, each a template, as {{ .To }} or {{ .Title }}. One that begins with { is JSON, and is filled in as such")
            @Nullable
            @Size(min = 1, max = 50)
            Map<String, @NotNull @Size(max = 5_000) String> form,

            @JsonPropertyDescription(
                    "JSON, as a template; in the texts in it stands what is filled in: {\"phone\": \"{{ .To }}\"}")
            @Nullable
            @Size(min = 1, max = 20_000)
            String json,

            @JsonPropertyDescription("Numbers that are told unless others are named, as +4915112345678")
            @Nullable
            @Size(max = 20)
            List<@NotNull String> to,

            @JsonPropertyDescription(
                    "Characters that each text that is filled in may have; 35 if absent, as many providers have it")
            @Nullable
            @Min(5)
            @Max(2_000)
            Integer maxLength,

            @JsonPropertyDescription("What the answer must say beside 2xx; nothing if absent") @Nullable @Valid
            Success success) {
        Map<String, Header> headersOrNone() {
            return headers == null ? Map.of() : headers;
        }

        Map<String, String> formOrNone() {
            return form == null ? Map.of() : form;
        }

        String methodOrDefault() {
            return method == null ? "POST" : method;
        }

        int maxLengthOrDefault() {
            return maxLength == null ? SMS_LENGTH : maxLength;
        }
    }

    /** A header of a request. Either {@code value} or {@code secretRef}. */
    public record Header(
            @JsonPropertyDescription("What is sent") @Nullable @Size(max = 4_000)
            String value,

            @JsonPropertyDescription("The secret in this environment whose value is sent")
            @Nullable
            @Size(min = 1, max = 253)
            String secretRef,

            @JsonPropertyDescription("What is sent before the value of the secret, as Bearer and a space")
            @Nullable
            @Size(max = 100)
            String prefix) {}

    /** How an answer shows that the provider has the message. */
    public record Success(
            @JsonPropertyDescription("A JSON pointer into the answer, as /Code")
            @Size(max = 500)
            @Pattern(regexp = "(/[^/]*)+", message = "a JSON pointer, as /Code")
            String pointer,

            @JsonPropertyDescription("What must be there, as OK") @Size(max = 500)
            String value) {}

    /** The kind; it points to the secrets that it uses. */
    public static Kind<AlertChannelSpec> kind() {
        return Kind.of(
                        KIND,
                        Scope.ENV,
                        "A way on which people are told of alerts: mail, a web hook, a chat, text messages",
                        AlertChannelSpec.class)
                .withReferences((spec, env) -> spec.secrets().stream()
                        .map(name -> new ResourceKey(SecretVault.KIND, env, name))
                        .toList());
    }

    /** Who declares a channel decides where its secrets are sent. */
    public static TokenGuard guard(Access access) {
        return new TokenGuard(
                access,
                KIND,
                spec -> JsonMapper.shared()
                        .treeToValue(spec, AlertChannelSpec.class)
                        .secrets());
    }

    /** Names of all secrets that are sent, or sign what is sent. */
    List<String> secrets() {
        List<@Nullable String> names = new ArrayList<>();
        if (email != null) {
            names.add(email.passwordRef);
        }
        if (webhook != null) {
            names.add(webhook.secretRef);
            names.add(webhook.tokenRef);
        }
        if (wecom != null) {
            names.add(wecom.keyRef);
        }
        if (dingtalk != null) {
            names.add(dingtalk.tokenRef);
            names.add(dingtalk.signRef);
        }
        if (slack != null) {
            names.add(slack.urlRef);
        }
        if (sms != null) {
            sms.headersOrNone().values().forEach(header -> names.add(header.secretRef));
        }
        return names.stream().filter(Objects::nonNull).distinct().toList();
    }

    /** How many of the blocks there are. */
    long sorts() {
        return Stream.of(email, webhook, wecom, dingtalk, slack, sms)
                .filter(Objects::nonNull)
                .count();
    }

    Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds == null ? TIMEOUT : timeoutSeconds);
    }

    /** What the providers allow, if nothing else is said. */
    int perMinuteOrDefault() {
        if (perMinute != null) {
            return perMinute;
        }
        if (wecom != null || dingtalk != null || sms != null) {
            return 20;
        }
        return webhook != null ? 300 : 60;
    }
}
