// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import java.util.Map;

/**
 * Where rules are evaluated, for their templates.
 *
 * @param labels what tells this installation from others
 * @param url where people reach it, without a slash at its end
 */
public record ExternalContext(Map<String, String> labels, String url) {
    public static final ExternalContext NONE = new ExternalContext(Map.of(), "");
}
