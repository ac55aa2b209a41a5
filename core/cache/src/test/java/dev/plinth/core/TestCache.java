// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The kernel and this room. */
@SpringBootApplication
public class TestCache {}
