// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Lets {@link LeaseSweeper} run. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class LiveConfiguration {}
