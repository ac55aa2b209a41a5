// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells by the channels as they are declared at the time of the call. */
@Component
class DeclaredChannels implements Channels, AutoCloseable {
    private final Kind<AlertChannelSpec> kind;
    private final ResourceView resources;
    private final TokenSource tokens;
    private final Clock clock;
    private final Permits permits = new Permits(System::nanoTime);
    private final ChannelHttp http = new ChannelHttp();
    private final EmailSender email;
    private final Sender webhook;
    private final Sender wecom;
    private final Sender dingtalk;
    private final Sender slack;
    private final Sender sms;

    DeclaredChannels(Kind<AlertChannelSpec> kind, ResourceView resources, TokenSource tokens, Clock clock) {
        this.kind = kind;
        this.resources = resources;
        this.tokens = tokens;
        this.clock = clock;
        Told told = new Told();
        this.email = new EmailSender(told);
        this.webhook = new WebhookSender(http);
        this.wecom = new WecomSender(http);
        this.dingtalk = new DingtalkSender(http);
        this.slack = new SlackSender(http);
        this.sms = new SmsSender(http, told);
    }

    @Override
    public void deliver(String channel, List<String> to, AlertMessage message)
            throws DeliveryException, InterruptedException {
        ResourceKey key = new ResourceKey(kind.name(), message.env(), channel);
        Resource resource = resources.find(key);
        if (resource == null) {
            throw new DeliveryException("there is no " + key, true, null, null);
        }
        AlertChannelSpec spec = kind.read(resource);
        sender(spec)
                .send(new Delivery(
                        key,
                        spec,
                        to,
                        message,
                        new ChannelSecrets(tokens, message.env()),
                        clock.instant(),
                        System.nanoTime() + spec.timeout().toNanos()));
    }

    private Sender sender(AlertChannelSpec spec) throws DeliveryException {
        if (spec.email() != null) {
            return email;
        }
        if (spec.webhook() != null) {
            return webhook;
        }
        if (spec.wecom() != null) {
            return wecom;
        }
        if (spec.dingtalk() != null) {
            return dingtalk;
        }
        if (spec.slack() != null) {
            return slack;
        }
        if (spec.sms() != null) {
            return sms;
        }
        throw new DeliveryException("this Plinth does not know that sort of channel", true, null, null);
    }

    @Override
    public Duration permit(String env, String channel) {
        ResourceKey key = new ResourceKey(kind.name(), env, channel);
        Resource resource = resources.find(key);
        if (resource == null) {
            permits.forget(key);
            return Duration.ZERO;
        }
        return permits.take(key, kind.read(resource).perMinuteOrDefault());
    }

    @Override
    public void close() {
        http.close();
        email.close();
    }
}
