// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The kernel, identity for its tokens, telemetry and this room; configuration and services, which alerts are about. */
@SpringBootApplication
public class TestAlerts {}
