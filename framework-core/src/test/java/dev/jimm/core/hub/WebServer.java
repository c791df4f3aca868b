package dev.jimm.core.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A web server that does what it is told to, also what no server should: it sends bytes as they are given, whatever the
 * headers say.
 */
final class WebServer implements AutoCloseable {
    /** What somebody asked for; names of headers are in small letters. */
    record Request(String method, String path, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** What to do about it. */
    interface Handler {
        void answer(Request request, Reply reply) throws Exception;
    }

    /** The way back. Ends by closing the connection. */
    record Reply(OutputStream out) {
        Reply head(int status, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " It\r\nConnection: close\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        Reply bytes(byte[] bytes, int from, int to) throws IOException {
            out.write(bytes, from, to - from);
            out.flush();
            return this;
        }

        void all(int status, byte[] bytes, String... headers) throws IOException {
            String[] with = new String[headers.length + 2];
            System.arraycopy(headers, 0, with, 0, headers.length);
            with[headers.length] = "Content-Length";
            with[headers.length + 1] = String.valueOf(bytes.length);
            head(status, with).bytes(bytes, 0, bytes.length);
        }
    }

    private final ServerSocket socket;
    private final Handler handler;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    WebServer(Handler handler) throws IOException {
        this.handler = handler;
        socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::accept, "web server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Its address; {@code localhost} is another host than {@code 127.0.0.1}, and the same server. */
    URI at(String host) {
        return URI.create("http://" + host + ":" + socket.getLocalPort());
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    /** How often a method was asked for. */
    long count(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .count();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread thread = new Thread(() -> serve(connection), "connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String[] first = in.readLine().split(" ");
            Map<String, String> headers = new TreeMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            Request request = new Request(first[0], first[1], headers);
            requests.add(request);
            handler.answer(request, new Reply(connection.getOutputStream()));
        } catch (Exception e) {
            // whoever asked is gone, or the test wants the connection to break off
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
