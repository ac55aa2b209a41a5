// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.cluster;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How cores find each other.
 *
 * @param url where the other cores reach this one; without it, its port on the loopback address, which is right as long as all are on one machine
 */
@ConfigurationProperties("plinth.cluster")
public record ClusterProperties(@Nullable URI url) {}
