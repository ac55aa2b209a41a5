// SPDX-License-Identifier: Apache-2.0
/** What the agent remembers across restarts: how far each file and the journal was taken by Plinth. */
@NullMarked
package dev.plinth.agent.state;

import org.jspecify.annotations.NullMarked;
