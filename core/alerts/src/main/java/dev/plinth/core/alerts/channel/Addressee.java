// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whom a channel can tell, and how they are written. */
enum Addressee {
    MAIL("addresses, as ada@example.com", Addressee::isMail),
    WECOM("user names of letters, digits, '_', '-', '@' and '.'", matching("[A-Za-z0-9_@.-]{1,64}")),
    DINGTALK("mobile numbers, as 13800138000", matching("\\+?[0-9-]{5,20}")),
    SLACK("member IDs, as U024BE7LH", matching("[UW][A-Z0-9]{2,20}")),
    SMS("numbers, as +4915112345678", matching("\\+?[0-9][0-9 -]{3,20}"));

    private final String expected;
    private final Predicate<String> form;

    Addressee(String expected, Predicate<String> form) {
        this.expected = expected;
        this.form = form;
    }

    private static Predicate<String> matching(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }

    /** What would be right. */
    String expected() {
        return expected;
    }

    boolean isOne(String text) {
        return form.test(text);
    }

    /** Those who were named, or else those whom the channel has itself. */
    List<String> chosen(List<String> named, @Nullable List<String> own) throws DeliveryException {
        List<String> chosen = named.isEmpty() ? own == null ? List.of() : own : named;
        for (String each : chosen) {
            if (!isOne(each)) {
                throw new DeliveryException(
                        "\"%s\" cannot be told (expected: %s)".formatted(shown(each), expected), true, null, null);
            }
        }
        return chosen.stream().distinct().toList();
    }

    private static String shown(String text) {
        return Cut.characters(text.replaceAll("\\p{Cntrl}", " "), 100);
    }

    private static boolean isMail(String text) {
        try {
            if (text.chars().anyMatch(Character::isISOControl)) {
                return false;
            }
            InternetAddress address = new InternetAddress(text, true);
            return address.getAddress().indexOf('@') > 0 && !address.isGroup();
        } catch (AddressException e) {
            return false;
        }
    }
}
