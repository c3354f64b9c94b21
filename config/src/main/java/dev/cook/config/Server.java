package dev.cook.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Who this server is and where its files lie.
 *
 * @param data an absolute directory, or the one that the caller offered as default
 * @param environment name of the one in which agents and gates run unless somebody says otherwise
 * @param configurationHosts where repositories' files may have configurations fetched from
 */
public record Server(String name, Path data, String environment, List<String> configurationHosts) {
    public Server {
        configurationHosts = List.copyOf(configurationHosts);
    }
}
