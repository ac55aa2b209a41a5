// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import static dev.plinth.core.telemetry.pipeline.Attributes.text;

import dev.plinth.core.kernel.access.Glob;
import dev.plinth.core.telemetry.pipeline.LogStep.Mask;
import dev.plinth.core.telemetry.pipeline.LogStep.Personal;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Hides what must not be kept, in the text, in what is said of an exception and in all attributes. */
final class MaskStep implements Step.OfEach {
    private final List<Hiding> hidings = new ArrayList<>();
    private final List<Glob> attributes;
    private final String replacement;

    /** A way of hiding, applied to one text. */
    interface Hiding {
        String hide(String text);
    }

    MaskStep(Mask declared) {
        this.replacement = declared.replacementOrDefault();
        if (declared.what() != null) {
            for (Personal what : declared.what()) {
                hidings.add(PersonalData.hiding(what, replacement));
            }
        }
        if (declared.pattern() != null) {
            hidings.add(own(Steps.pattern("mask.pattern", declared.pattern()), replacement));
        }
        this.attributes = declared.attributes() == null
                ? List.of()
                : declared.attributes().stream().map(Glob::new).toList();
        if (hidings.isEmpty() && attributes.isEmpty()) {
            throw new Steps.Wrong("mask", "what, pattern or attributes");
        }
    }

    private static Hiding own(Pattern pattern, String replacement) {
        try {
            // groups that are not there show now, not at the first text
            pattern.matcher("").replaceAll(replacement);
            int groups = pattern.matcher("").groupCount();
            java.util.regex.Matcher references =
                    Pattern.compile("(?<!\\\\)\\$(\\d)").matcher(replacement);
            while (references.find()) {
                if (Integer.parseInt(references.group(1)) > groups) {
                    throw new IndexOutOfBoundsException("No group " + references.group(1));
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Steps.Wrong(
                    "mask.replacement", "a text in which $1 is a group of the pattern; " + e.getMessage());
        }
        return text -> BoundedText.match(pattern, text, matcher -> matcher.replaceAll(replacement));
    }

    @Override
    public void run(LogRecord.Builder record) {
        record.setBody(hidden(record.getBody()));
        for (int i = 0; i < record.getAttributesCount(); i++) {
            record.setAttributes(i, hidden(record.getAttributes(i)));
        }
    }

    private KeyValue hidden(KeyValue attribute) {
        boolean whole = attributes.stream().anyMatch(each -> each.matches(attribute.getKey()));
        return attribute.toBuilder()
                .setValue(whole ? text(replacement) : hidden(attribute.getValue()))
                .build();
    }

    private AnyValue hidden(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> {
                String before = value.getStringValue();
                String after = hidden(before);
                yield after.equals(before) ? value : text(after);
            }
            case INT_VALUE -> {
                // a number of a card or a phone may come as a number
                String before = Long.toString(value.getIntValue());
                String after = hidden(before);
                yield after.equals(before) ? value : text(after);
            }
            case ARRAY_VALUE -> {
                AnyValue.Builder changed = value.toBuilder();
                var array = changed.getArrayValueBuilder();
                for (int i = 0; i < array.getValuesCount(); i++) {
                    array.setValues(i, hidden(array.getValues(i)));
                }
                yield changed.build();
            }
            case KVLIST_VALUE -> {
                AnyValue.Builder changed = value.toBuilder();
                var list = changed.getKvlistValueBuilder();
                for (int i = 0; i < list.getValuesCount(); i++) {
                    list.setValues(i, hidden(list.getValues(i)));
                }
                yield changed.build();
            }
            default -> value;
        };
    }

    /** When a pattern takes too long nothing of the text is kept, as nobody knows what is in it. */
    private String hidden(String text) {
        String result = text;
        try {
            for (Hiding hiding : hidings) {
                result = hiding.hide(result);
            }
            return result;
        } catch (BoundedText.TooLong e) {
            return Mask.HIDDEN + " (all of it, as a pattern took too long)";
        }
    }
}
