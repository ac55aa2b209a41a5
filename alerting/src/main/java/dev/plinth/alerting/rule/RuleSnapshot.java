// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import java.util.List;
import java.util.Map;

/**
 * What is known of a rule after an evaluation: enough for another process to go on.
 *
 * @param identity which rule it is
 * @param restored whether its alerts need not be restored any more
 * @param alerts none for a recording rule
 * @param series the labels of the series that it gave last
 */
public record RuleSnapshot(String identity, boolean restored, List<Alert> alerts, List<Map<String, String>> series) {}
