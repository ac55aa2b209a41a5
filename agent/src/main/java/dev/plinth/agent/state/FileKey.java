// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

/** Which file it is, whatever its name; another file may be it later. No file has a negative inode. */
public record FileKey(long device, long inode) {}
