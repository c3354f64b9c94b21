package dev.cook.http.exchange;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that are too broken to reach a page: the status in words, and nothing about the server. */
public final class PlainErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.TEXT);
        Content.Sink.write(response, true, words(code), callback);
    }

    private static String words(int code) {
        return code + " " + HttpStatus.getMessage(code) + "\n";
    }
}
