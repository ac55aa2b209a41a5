// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "login",
        description = "Sign in at a Plinth elsewhere; then use it with --url, or PLINTH_URL.",
        footer = {
            "",
            "On the machine that Plinth runs on no login is needed: whoever may read its files is an administrator."
        })
final class LoginCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "URL", description = "As https://plinth.example.org")
    String url = "";

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException {
        String base = GlobalOptions.baseUrl(url);
        DeviceFlow flow = new DeviceFlow(base);
        DeviceFlow.Invitation invitation = flow.begin();
        terminal.line("Open   " + terminal.bold(invitation.page()));
        terminal.line("Code   " + terminal.bold(invitation.code()));
        terminal.line(terminal.dim("It is good for %d minutes. Waiting …"
                .formatted(invitation.lifetime().toMinutes())));
        Logins.ofUser().put(base, flow.await(invitation, Clock.systemUTC()));
        JsonNode me = Api.at(base, Logins.ofUser()).get("whoami", Map.of());
        terminal.line("Signed in as " + me.path("principal").asString() + ". Use it with --url " + base
                + ", or with PLINTH_URL in the environment.");
        return ExitCode.OK.code();
    }
}
