// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How changes are carried to watchers.
 *
 * @param logSize bytes of events that are kept; who is further behind is cut off, and starts over
 */
@Validated
@ConfigurationProperties("plinth.watch")
record WatchProperties(@DefaultValue("32MB") @NotNull DataSize logSize) {}
