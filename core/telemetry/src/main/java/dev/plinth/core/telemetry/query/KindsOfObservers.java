// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.util.Set;

/** What is decided about looking at a system, and about who is told of it: it changes what people see, and not what happens. */
public final class KindsOfObservers {
    private static final Set<String> KINDS = Set.of(
            "AlertChannel",
            "AlertReceiver",
            "AlertRouting",
            "AlertRules",
            "Dashboard",
            "DeadManSwitch",
            "IngestQuota",
            "LogPipeline",
            "LogStream",
            "Probe",
            "RecordingRules",
            "SavedSearch",
            "ScrapeTarget",
            "Silence",
            "Transaction");

    private KindsOfObservers() {}

    public static boolean contains(String kind) {
        return KINDS.contains(kind);
    }
}
