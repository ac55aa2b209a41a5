// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP API of Prometheus over our own engine and store, so that whatever asks a Prometheus can ask here: Grafana, promtool, the console.
 * Parameters, answers and errors are those of Prometheus 3.5.
 */
@NamedInterface("prometheus")
@NullMarked
package dev.plinth.core.telemetry.prometheus;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
