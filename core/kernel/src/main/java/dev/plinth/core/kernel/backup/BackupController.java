// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Backup and restore over HTTP. Who takes one must be allowed to see everything, who restores one to write everything. */
@RestController
@Tag(name = "Backup")
class BackupController {
    private static final String ZIP = "application/zip";

    /** Only a rule for all kinds, environments and names allows a verb on this. */
    private static final ResourceKey EVERYTHING = new ResourceKey("*", "*", "*");

    private final Backup backup;
    private final Access access;

    BackupController(Backup backup, Access access) {
        this.backup = backup;
        this.access = access;
    }

    @GetMapping(path = "/api/v1/backup", produces = ZIP)
    @Operation(
            summary = "Resources, ledger, secrets (sealed) and identity, in one ZIP file",
            description = "One consistent state. Needs the right to reveal everything.")
    void backup(@Parameter(hidden = true) Principal principal, HttpServletResponse response) throws IOException {
        access.require(principal, Verb.REVEAL, EVERYTHING);
        response.setContentType(ZIP);
        response.setHeader("Content-Disposition", "attachment; filename=\"plinth-backup.zip\"");
        response.setHeader("Cache-Control", "no-store");
        backup.write(response.getOutputStream());
    }

    @PostMapping(path = "/api/v1/restore", consumes = ZIP)
    @Operation(
            summary = "Read a backup into an empty installation",
            description = "All of it or nothing. Needs the right to write everything.")
    Backup.Restored restore(@Parameter(hidden = true) Principal principal, HttpServletRequest request)
            throws IOException {
        access.require(principal, Verb.WRITE, EVERYTHING);
        return backup.restore(request.getInputStream());
    }
}
