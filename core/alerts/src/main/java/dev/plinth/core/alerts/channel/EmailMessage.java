// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;

/**
 * A mail of a message, as text and as HTML. However often it is tried it has the same id, so that it is the same mail; and mails of a group name the group, so that
 * they are shown together.
 */
final class EmailMessage extends MimeMessage {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final String id;

    private EmailMessage(Session session, String id) {
        super(session);
        this.id = id;
    }

    static EmailMessage of(Session session, String from, List<String> to, Delivery delivery) throws MessagingException {
        AlertMessage message = delivery.message();
        InternetAddress sender = address(from);
        String domain = sender.getAddress().substring(sender.getAddress().lastIndexOf('@') + 1);
        EmailMessage mail =
                new EmailMessage(session, id(domain, delivery.channel().toString(), message.id()));
        mail.setFrom(sender);
        for (String each : to) {
            mail.addRecipient(Message.RecipientType.TO, address(each));
        }
        Wording wording = delivery.wording();
        mail.setSubject(wording.title(), UTF_8);
        mail.setSentDate(Date.from(delivery.now()));
        String group = id(domain, message.env(), message.receiver(), message.groupKey());
        mail.setHeader("In-Reply-To", group);
        mail.setHeader("References", group);
        mail.setHeader("Auto-Submitted", "auto-generated");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(wording.text(Markup.PLAIN), UTF_8);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(wording.page(), UTF_8, "html");
        mail.setContent(new MimeMultipart("alternative", text, html));
        mail.saveChanges();
        return mail;
    }

    /** Nothing of it can be read back, and nothing in it ends a header. */
    private static String id(String domain, String... parts) {
        return "<" + Digests.hex(String.join("\n", parts)).substring(0, 40) + "@" + domain + ">";
    }

    static InternetAddress address(String text) throws AddressException {
        InternetAddress address = new InternetAddress(text, true);
        try {
            String person = address.getPersonal();
            if (person != null) {
                address.setPersonal(person, UTF_8);
            }
            return address;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Address[] addresses(List<String> texts) throws AddressException {
        Address[] addresses = new Address[texts.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(texts.get(i));
        }
        return addresses;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }
}
