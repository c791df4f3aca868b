package dev.jimm.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Keys, certificates and signed jars, made with the tools of the JDK. */
public final class Signing {
    private static final String PASSWORD = "password";

    private final Path folder;
    private final Path store;

    public Signing(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
    }

    /** A key with a certificate that it signed itself. */
    public void key(String name, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC", "-groupname", "secp256r1"));
        all.addAll(List.of(options));
        keytool(all);
    }

    /** A key with a certificate that an authority signed. */
    public void keyIssuedBy(String authority, String name, String... extensions) {
        key(name);
        String request = folder.resolve(name + ".csr").toString();
        String issued = folder.resolve(name + ".cer").toString();
        keytool(List.of("-certreq", "-alias", name, "-file", request));
        List<String> issue =
                new ArrayList<>(List.of("-gencert", "-alias", authority, "-infile", request, "-outfile", issued));
        issue.addAll(List.of(extensions));
        keytool(issue);
        keytool(List.of("-importcert", "-noprompt", "-alias", name, "-file", issued));
    }

    /** The certificate of a key, in PEM. */
    Path pem(String name) {
        Path pem = folder.resolve(name + ".pem");
        keytool(List.of("-exportcert", "-rfc", "-alias", name, "-file", pem.toString()));
        return pem;
    }

    public X509Certificate certificate(String name) {
        try (var in = Files.newInputStream(pem(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs a jar in place. */
    void sign(Path jar, String name, String... options) {
        List<String> command =
                new ArrayList<>(List.of(tool("jarsigner"), "-J-XX:TieredStopAtLevel=1", "-keystore", store.toString()));
        // the digest is what Java tells of a broken signature, and its default is another one in each release
        command.addAll(List.of("-storepass", PASSWORD, "-digestalg", "SHA-256"));
        command.addAll(List.of(options));
        command.addAll(List.of(jar.toString(), name));
        run(command);
    }

    private void keytool(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(tool("keytool"), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        run(command);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ":\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
