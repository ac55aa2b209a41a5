// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.scrape.TargetView;
import java.util.List;

/** What metrics are fetched from. */
interface TargetsView {
    /** What the caller may see, by pools and then by URLs. */
    List<TargetView> targets(Principal caller);
}
