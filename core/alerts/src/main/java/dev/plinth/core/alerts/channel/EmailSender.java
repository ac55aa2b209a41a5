// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.alerts.channel.AlertChannelSpec.Email;
import dev.plinth.core.alerts.channel.AlertChannelSpec.Security;
import dev.plinth.core.telemetry.metric.certificate.Certificates;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** Tells by mail, one for all. The server is verified, unless there is no TLS at all; with STARTTLS nothing is said before it. */
final class EmailSender implements Sender, AutoCloseable {
    private static final int PERMANENT = 500;
    private static final String PREFIX = "mail.smtp.";

    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("alert-channel-mail-", 0).factory());
    private final Told told;

    EmailSender(Told told) {
        this.told = told;
    }

    @Override
    public void send(Delivery delivery) throws DeliveryException, InterruptedException {
        Email email = Objects.requireNonNull(delivery.spec().email());
        List<String> all = Addressee.MAIL.chosen(delivery.to(), email.to());
        if (all.isEmpty()) {
            throw new DeliveryException("there is no address to be told (expected: one in email.to)", true, null, null);
        }
        List<String> to = told.others(delivery, all);
        String password = password(email, delivery);
        Refusals refusals = new Refusals(delivery);
        if (!to.isEmpty()) {
            within(delivery, email.host(), () -> {
                transmit(email, password, all, to, delivery, refusals);
                return true;
            });
        }
        refusals.settle(told.others(delivery, all).size() < all.size());
    }

    /** Null when nobody signs in. */
    private static @Nullable String password(Email email, Delivery delivery) throws DeliveryException {
        if (email.passwordRef() == null) {
            return null;
        }
        String password = delivery.secrets().of(email.passwordRef());
        String plain = "\0" + email.username() + "\0" + password;
        for (String form : List.of(password, plain, email.username() + plain)) {
            delivery.secrets().hide(Base64.getEncoder().encodeToString(form.getBytes(StandardCharsets.UTF_8)));
        }
        return password;
    }

    /** What blocks on a socket in a virtual thread ends when it is interrupted. */
    private void within(Delivery delivery, String host, Callable<Boolean> work)
            throws DeliveryException, InterruptedException {
        Future<Boolean> done = executor.submit(work);
        try {
            done.get(delivery.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(host);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeliveryException failure) {
                throw failure;
            }
            throw new IllegalStateException("a mail was not sent", e.getCause());
        } finally {
            done.cancel(true);
        }
    }

    private void transmit(
            Email email,
            @Nullable String password,
            List<String> all,
            List<String> to,
            Delivery delivery,
            Refusals refusals)
            throws DeliveryException {
        Session session = Session.getInstance(properties(email, delivery));
        try (Transport transport = session.getTransport("smtp")) {
            EmailMessage mail = EmailMessage.of(session, email.from(), all, delivery);
            transport.connect(email.host(), email.portOrDefault(), email.username(), password);
            transport.sendMessage(mail, EmailMessage.addresses(to));
            to.forEach(each -> told.add(delivery, each));
        } catch (SendFailedException e) {
            sent(e, to).forEach(each -> told.add(delivery, each));
            sort(e, delivery, refusals);
        } catch (AuthenticationFailedException e) {
            String message = said(e, delivery);
            throw new DeliveryException(
                    "%s does not let %s sign in: %s".formatted(email.host(), email.username(), message),
                    !message.startsWith("4"),
                    null,
                    null);
        } catch (MessagingException e) {
            // the end of a conversation may fail when all is said
            if (!told.others(delivery, to).isEmpty()) {
                throw failed(email.host(), e, delivery);
            }
        }
    }

    private static Properties properties(Email email, Delivery delivery) throws DeliveryException {
        Properties properties = new Properties();
        String limit = Long.toString(delivery.left().toMillis() + 1);
        properties.put(PREFIX + "connectiontimeout", limit);
        properties.put(PREFIX + "timeout", limit);
        properties.put(PREFIX + "writetimeout", limit);
        properties.put(PREFIX + "quitwait", "false");
        properties.put(PREFIX + "sendpartial", "true");
        properties.put(PREFIX + "auth", Boolean.toString(email.username() != null));
        Security security = email.securityOrDefault();
        properties.put(PREFIX + "ssl.enable", Boolean.toString(security == Security.TLS));
        properties.put(PREFIX + "starttls.enable", Boolean.toString(security == Security.STARTTLS));
        properties.put(PREFIX + "starttls.required", Boolean.toString(security == Security.STARTTLS));
        properties.put(PREFIX + "ssl.checkserveridentity", "true");
        if (email.caCertificate() != null) {
            properties.put(
                    PREFIX + "ssl.socketFactory",
                    trusting(email.caCertificate()).getSocketFactory());
        }
        return properties;
    }

    private static SSLContext trusting(String authorities) throws DeliveryException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {Certificates.trusting(authorities)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new DeliveryException("email.caCertificate cannot be used: " + e.getMessage(), true, null, e);
        }
    }

    /** Those who have it although others were refused. */
    private static List<String> sent(SendFailedException failure, List<String> to) {
        List<Address> sent =
                failure.getValidSentAddresses() == null ? List.of() : List.of(failure.getValidSentAddresses());
        return to.stream()
                .filter(each -> {
                    try {
                        return sent.contains(EmailMessage.address(each));
                    } catch (AddressException e) {
                        return false;
                    }
                })
                .toList();
    }

    /** Who was refused why. */
    private static void sort(SendFailedException failure, Delivery delivery, Refusals refusals)
            throws DeliveryException {
        boolean named = false;
        for (Exception e = failure;
                e != null;
                e = e instanceof MessagingException next ? next.getNextException() : null) {
            if (e instanceof SMTPAddressFailedException refused) {
                named = true;
                refusals.add(
                        refused.getAddress().getAddress(),
                        new DeliveryException(
                                said(refused, delivery), refused.getReturnCode() >= PERMANENT, null, null));
            }
        }
        if (!named) {
            int code = switch (failure) {
                case SMTPSendFailedException whole -> whole.getReturnCode();
                case SMTPSenderFailedException sender -> sender.getReturnCode();
                default -> 0;
            };
            throw new DeliveryException(
                    "the mail is refused: " + said(failure, delivery), code >= PERMANENT, null, null);
        }
    }

    private static DeliveryException failed(String host, MessagingException failure, Delivery delivery) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SocketTimeoutException late -> {
                    return late(host);
                }
                case InterruptedIOException late -> {
                    return late(host);
                }
                case UnknownHostException unknown -> {
                    return new DeliveryException("there is no host " + host, false, null, null);
                }
                case ConnectException refused -> {
                    return new DeliveryException("no connection to " + host, false, null, null);
                }
                case SSLException tls -> {
                    return new DeliveryException(
                            "no TLS with %s: %s".formatted(host, tls.getMessage()), false, null, null);
                }
                default -> {}
            }
        }
        return new DeliveryException("%s: %s".formatted(host, said(failure, delivery)), false, null, null);
    }

    private static DeliveryException late(String host) {
        return new DeliveryException(host + " does not answer in time (timeoutSeconds)", false, null, null);
    }

    /** What the server said, without secrets. */
    private static String said(MessagingException failure, Delivery delivery) {
        String text = delivery.secrets().hidden(String.valueOf(failure.getMessage()));
        return Cut.characters(Wording.oneLine(text), 300);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
