// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "logout", description = "Forget the login at a Plinth elsewhere, there too.")
final class LogoutCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "URL", description = "As given to plinth login")
    String url = "";

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        String base = GlobalOptions.baseUrl(url);
        Logins.Login login = Logins.ofUser().remove(base);
        if (login == null) {
            terminal.line("Nobody was signed in at " + base + ".");
            return ExitCode.OK.code();
        }
        new DeviceFlow(base).revoke(login.refreshToken());
        terminal.line("Signed out at " + base + ".");
        return ExitCode.OK.code();
    }
}
