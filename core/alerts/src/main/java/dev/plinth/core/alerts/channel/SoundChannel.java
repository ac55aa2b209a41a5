// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Email;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Header;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Security;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Sms;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Webhook;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.core.telemetry.metric.constraint.HttpUrl;
import dev.plinth.core.telemetry.metric.constraint.RequestHeaders;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a channel, and texts that can be filled in. */
@Documented
@Constraint(validatedBy = SoundChannel.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface SoundChannel {
    String message() default "exactly one of email, webhook, wecom, dingtalk, slack, sms";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. By Bean Validation a null is another constraint's. */
    @SuppressWarnings({"NullAway", "ConstantValue"})
    class Validator implements ConstraintValidator<SoundChannel, AlertChannelSpec> {
        @Override
        public boolean isValid(@Nullable AlertChannelSpec spec, ConstraintValidatorContext context) {
            if (spec == null) {
                return true;
            }
            if (spec.sorts() != 1) {
                return Blame.it(context, context.getDefaultConstraintMessageTemplate());
            }
            boolean valid = isTemplate("title", spec.title(), context);
            valid &= isTemplate("text", spec.text(), context);
            if (spec.email() != null) {
                valid &= isEmail(spec.email(), context);
            }
            if (spec.webhook() != null) {
                valid &= isWebhook(spec, spec.webhook(), context);
            }
            if (spec.wecom() != null) {
                valid &= isUrl("wecom.url", spec.wecom().url(), context);
                valid &= are(Addressee.WECOM, "wecom.to", spec.wecom().to(), context);
            }
            if (spec.dingtalk() != null) {
                valid &= isUrl("dingtalk.url", spec.dingtalk().url(), context);
                valid &= are(Addressee.DINGTALK, "dingtalk.to", spec.dingtalk().to(), context);
            }
            if (spec.slack() != null) {
                valid &= are(Addressee.SLACK, "slack.to", spec.slack().to(), context);
            }
            if (spec.sms() != null) {
                valid &= isSms(spec, spec.sms(), context);
            }
            return valid;
        }

        private static boolean isTemplate(String field, @Nullable String text, ConstraintValidatorContext context) {
            try {
                return text == null
                        || !Template.parseMessage(field, text).text().isEmpty();
            } catch (TemplateException e) {
                return Blame.field(context, field, "a template; " + e.getMessage());
            }
        }

        private static boolean isUrl(String field, @Nullable String url, ConstraintValidatorContext context) {
            String wrong = url == null ? "" : HttpUrl.expected(url);
            return wrong.isEmpty() || Blame.field(context, field, wrong);
        }

        private static boolean are(
                Addressee sort, String field, @Nullable List<String> to, ConstraintValidatorContext context) {
            return to == null
                    || to.stream().allMatch(each -> each != null && sort.isOne(each))
                    || Blame.field(context, field, sort.expected());
        }

        private static boolean isEmail(Email email, ConstraintValidatorContext context) {
            boolean valid = are(Addressee.MAIL, "email.to", email.to(), context);
            if (email.from() != null && !Addressee.MAIL.isOne(email.from())) {
                valid = Blame.field(context, "email.from", "an address, as Plinth <alerts@example.com>");
            }
            if ((email.username() == null) != (email.passwordRef() == null)) {
                valid = Blame.field(
                        context,
                        email.username() == null ? "email.username" : "email.passwordRef",
                        "a value, as username and passwordRef go together");
            }
            if (email.securityOrDefault() == Security.NONE) {
                if (email.username() != null) {
                    valid = Blame.field(context, "email.username", "nothing, as a password is not sent without TLS");
                }
                if (email.caCertificate() != null) {
                    valid = Blame.field(context, "email.caCertificate", "nothing, as security is none");
                }
            }
            return valid;
        }

        private static boolean isWebhook(AlertChannelSpec spec, Webhook webhook, ConstraintValidatorContext context) {
            boolean valid = isUrl("webhook.url", webhook.url(), context);
            String header = RequestHeaders.expected(webhook.headersOrNone(), "tokenRef");
            if (!header.isEmpty()) {
                valid = Blame.field(context, "webhook.headers", header);
            }
            if (spec.title() != null) {
                valid = Blame.field(context, "title", "nothing, as a web hook gets JSON");
            }
            return hasNoText(spec, "nothing, as a web hook gets JSON", context) && valid;
        }

        private static boolean hasNoText(AlertChannelSpec spec, String why, ConstraintValidatorContext context) {
            return spec.text() == null || Blame.field(context, "text", why);
        }

        private static boolean isSms(AlertChannelSpec spec, Sms sms, ConstraintValidatorContext context) {
            boolean valid = isUrl("sms.url", sms.url(), context);
            valid &= are(Addressee.SMS, "sms.to", sms.to(), context);
            valid &= hasNoText(spec, "nothing, as form or json say what is sent", context);
            if ((sms.form() == null) == (sms.json() == null)) {
                valid = Blame.field(context, "sms", "exactly one of form, json");
            }
            for (Map.Entry<String, @Nullable Header> header :
                    sms.headersOrNone().entrySet()) {
                String wrong = header.getValue() == null ? "" : headerExpected(header.getKey(), header.getValue());
                if (!wrong.isEmpty()) {
                    valid = Blame.field(context, "sms.headers", wrong);
                }
            }
            boolean whole = true;
            for (Map.Entry<String, @Nullable String> field : sms.formOrNone().entrySet()) {
                valid &= isTemplate("sms.form", field.getValue(), context);
                whole &= field.getValue() != null;
            }
            valid &= isTemplate("sms.json", sms.json(), context);
            return valid && (!whole || isJson(spec, sms, context));
        }

        /** Tried with a message, as what it gives is all that shows it. */
        private static boolean isJson(AlertChannelSpec spec, Sms sms, ConstraintValidatorContext context) {
            String wrong = SmsSender.malformed(spec, sms);
            return wrong.isEmpty() || Blame.field(context, sms.json() == null ? "sms.form" : "sms.json", wrong);
        }

        /** Empty when it is right. */
        private static String headerExpected(String name, Header header) {
            String wrong = RequestHeaders.expectedName(name);
            if (!wrong.isEmpty()) {
                return wrong;
            }
            if ((header.value() == null) == (header.secretRef() == null)) {
                return "value or secretRef for " + name;
            }
            if (header.prefix() != null && header.secretRef() == null) {
                return "a prefix with secretRef only, for " + name;
            }
            return (header.value() == null || RequestHeaders.isValue(header.value()))
                            && (header.prefix() == null || RequestHeaders.isValue(header.prefix()))
                    ? ""
                    : "values of ASCII without line ends for " + name;
        }
    }
}
