// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

/** Names of labels as Prometheus makes them of the names of attributes: what is no letter, digit or underscore becomes an underscore. */
final class LabelName {
    private LabelName() {}

    static String of(String attribute) throws UnfitException {
        StringBuilder name = new StringBuilder(attribute.length() + 4);
        attribute.codePoints().forEach(c -> name.append(isAllowed(c) ? (char) c : '_'));
        if (name.chars().allMatch(c -> c == '_')) {
            throw new UnfitException("has an attribute \"" + attribute
                    + "\", of whose name nothing is left (expected: a letter or a digit in it)");
        }
        char first = name.charAt(0);
        if (first >= '0' && first <= '9') {
            return "key_" + name;
        }
        // labels that begin with two are Prometheus' own, and stay as they are
        return first == '_' && name.charAt(1) != '_' ? "key" + name : name.toString();
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
