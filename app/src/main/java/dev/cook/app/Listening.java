package dev.cook.app;

import dev.cook.config.CookConfig;
import dev.cook.config.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The addresses that the server listens on. */
final class Listening {
    private Listening() {}

    /**
     * Takes each address for a moment, before anything is made or migrated.
     *
     * @throws StartFailure if one cannot be had
     */
    static void requireFree(CookConfig config) {
        requireFree("ssh", config.ssh().listen());
        requireFree("http", config.http().listen());
    }

    private static void requireFree(String section, ListenAddress wanted) {
        InetSocketAddress address = new InetSocketAddress(wanted.host(), wanted.port());
        try (ServerSocket trial = new ServerSocket()) {
            if (address.isUnresolved()) {
                throw new UnknownHostException(wanted.host());
            }
            // What is left of former connections is in nobody's way.
            trial.setReuseAddress(true);
            trial.bind(address);
        } catch (IOException e) {
            throw failure(section, wanted, e, e);
        }
    }

    /** The port that a part of the server got, or what the operator can do where it got none. */
    static int port(String section, ListenAddress wanted, IntSupplier start) {
        try {
            return start.getAsInt();
        } catch (RuntimeException e) {
            for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketException
                        || cause instanceof UnknownHostException
                        || cause instanceof UnresolvedAddressException) {
                    throw failure(section, wanted, cause, e);
                }
            }
            throw e;
        }
    }

    private static StartFailure failure(String section, ListenAddress wanted, Throwable cause, Exception e) {
        String setting = "listen in the section [" + section + "] of the server's file, or COOK_"
                + section.toUpperCase(Locale.ROOT) + "_LISTEN";
        if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
            return new StartFailure(
                    "cannot listen on " + wanted + ": another program uses this address"
                            + "\n  Stop that program, or choose another address: " + setting,
                    e);
        }
        String said = cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException
                ? "unknown host"
                : String.valueOf(cause.getMessage());
        return new StartFailure(
                "cannot listen on " + wanted + ": " + said + "\n  Choose an address of this machine: " + setting, e);
    }

    static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** An address that listens everywhere is dialled at loopback: environments run on this machine. */
    static String dialled(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
