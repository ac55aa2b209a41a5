// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import dev.plinth.core.telemetry.pipeline.LogStep.Personal;
import dev.plinth.core.telemetry.pipeline.MaskStep.Hiding;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Personal data and secrets, by their form. Where a form has check digits they are checked, so that order numbers stay readable. Quantifiers are possessive
 * or bounded: no text takes them long.
 */
final class PersonalData {
    private static final Pattern EMAIL =
            Pattern.compile("\\b[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}\\b");
    /** Of the issuers there are: none begins with 0, 1, 7, 8 or 9, as times in milliseconds do. */
    private static final Pattern CARD = Pattern.compile("(?<![\\d.])[2-6]\\d(?:[ -]?\\d){11,17}(?![\\d.]?\\d)");

    private static final Pattern IBAN =
            Pattern.compile("\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b");
    /** With a country's code, or a mobile phone's of China. */
    private static final Pattern PHONE = Pattern.compile(
            "(?<![\\w+])(?:\\+[1-9]\\d{0,2}[ -]?(?:\\(?\\d{1,4}\\)?[ -]?){2,5}\\d{2,4}|1[3-9]\\d{9})(?!\\d)");
    /** Of citizens of China (GB 11643), and social security numbers of the United States. */
    private static final Pattern ID = Pattern.compile(
            "(?<!\\d)[1-9]\\d{5}(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[\\dXx](?!\\d)"
                    + "|(?<![\\d-])(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?![\\d-])");

    private static final Pattern JWT =
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{5,}+\\.eyJ[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]*+");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)\\b((?:[a-z0-9]{1,20}[_.-]){0,3}(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|credentials)"
                    + "[\"']?\\s{0,3}[=:]\\s{0,3}[\"']?)([^\\s\"',;&)}\\]]{1,4096}+)"
                    + "|\\b((?:authorization[\"']?\\s{0,3}[=:]\\s{0,3}[\"']?)?(?:bearer|basic|apikey)\\s{1,3})([A-Za-z0-9+/=._~-]{8,4096}+)"
                    + "|\\b()((?:AKIA|ASIA)[A-Z0-9]{16}\\b|plinth_[A-Za-z0-9_-]{40,}+|gh[pousr]_[A-Za-z0-9]{36,}+|sk_live_[A-Za-z0-9]{16,}+)"
                    + "|(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)([\\sA-Za-z0-9+/=\\\\]{1,8192}+)(?=-----END|$)");

    private PersonalData() {}

    static Hiding hiding(Personal what, String replacement) {
        String literal = Matcher.quoteReplacement(replacement);
        return switch (what) {
            case EMAIL -> text -> text.indexOf('@') < 0 ? text : replace(EMAIL, text, literal);
            case CARD -> text -> replaceIf(CARD, text, literal, PersonalData::isCard);
            case IBAN -> text -> replaceIf(IBAN, text, literal, PersonalData::isIban);
            case PHONE -> text -> replace(PHONE, text, literal);
            case ID -> text -> replace(ID, text, literal);
            case JWT -> text -> text.contains("eyJ") ? replace(JWT, text, literal) : text;
            case SECRET -> text -> secrets(text, literal);
        };
    }

    private static String replace(Pattern pattern, String text, String replacement) {
        return BoundedText.match(pattern, text, matcher -> matcher.replaceAll(replacement));
    }

    private static String replaceIf(Pattern pattern, String text, String replacement, Predicate<String> isOne) {
        return BoundedText.match(
                pattern,
                text,
                matcher -> matcher.replaceAll(
                        found -> isOne.test(found.group()) ? replacement : Matcher.quoteReplacement(found.group())));
    }

    /** What names it stays, so that one still sees what was there. */
    private static String secrets(String text, String replacement) {
        return BoundedText.match(
                SECRET,
                text,
                matcher -> matcher.replaceAll(found -> {
                    for (int group = 1; group < found.groupCount(); group += 2) {
                        if (found.group(group) != null) {
                            return Matcher.quoteReplacement(found.group(group)) + replacement;
                        }
                    }
                    return replacement;
                }));
    }

    /** By Luhn's check digit (ISO/IEC 7812-1). */
    static boolean isCard(String text) {
        int sum = 0;
        int digits = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                continue;
            }
            int weighed = digits % 2 == 1 ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
            digits++;
        }
        return digits >= 13 && sum > 0 && sum % 10 == 0;
    }

    /** By its check digits (ISO 13616: mod 97). */
    static boolean isIban(String text) {
        String plain = text.replace(" ", "");
        if (plain.length() < 15 || plain.length() > 34) {
            return false;
        }
        String turned = plain.substring(4) + plain.substring(0, 4);
        int rest = 0;
        for (int i = 0; i < turned.length(); i++) {
            int value = Character.digit(turned.charAt(i), 36);
            rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
        }
        return rest == 1;
    }
}
