// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says what to do when an application cannot start because of its Plinth. */
final class StartFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            String action = switch (cause) {
                case PlinthSettingsException wrong ->
                    "Make an app with \"plinth app create NAME\" and put the lines it prints into the settings."
                            + " Where there is to be no Plinth, as in a test, set plinth.enabled=false.";
                case PlinthAwayException away ->
                    "Start it with \"plinth up\", or correct plinth.url. To start without the settings that Plinth has,"
                            + " set plinth.config.required=false.";
                case PlinthEnginesException engines ->
                    "\"plinth get Database,Topic,Index,CacheSpace\" shows what is declared, /api/v1/provided what has become of it."
                            + " Where the application needs nothing of it, set plinth.engines.enabled=false.";
                case PlinthException.Refused refused ->
                    "Check plinth.app and plinth.secret. \"plinth app secret NAME\" makes a new secret.";
                case LiveValueException value ->
                    "Give it a value in the settings or in the Config of the app, or name a default in the annotation.";
                default -> null;
            };
            if (action != null) {
                return new FailureAnalysis(message, action, cause);
            }
        }
        return null;
    }
}
