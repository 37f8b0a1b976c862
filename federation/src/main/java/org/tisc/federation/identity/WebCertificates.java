package org.tisc.federation.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Certificates for browsers (HTTPS), which have nothing to do with the memberships of networks:
 * read from an administrator's files, or made by the node for itself. Stateless and thread-safe;
 * blocks on local disk.
 */
public final class WebCertificates {
  /** Nobody vouches for it and people compare its fingerprint, so changing it often would harm. */
  public static final Duration SELF_SIGNED_LIFE = Duration.ofDays(3652);

  private static final int MAX_FILE_BYTES = 256 * 1024;
  private static final int MAX_CHAIN = 10;
  private static final int SERIAL_BITS = 127;

  private WebCertificates() {}

  /**
   * Reads a chain and its key from PEM files; the key in PKCS#8, PKCS#1 or SEC 1 without
   * passphrase. Raises KEY_FILE_REFUSED when a file cannot be read, others than the owner can touch
   * the key, or the key is another than the first certificate's.
   */
  public static Identity pem(Path certificate, Path key) {
    requireOwnerOnly(key);
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(certificate)))) {
        chain.add((X509Certificate) one);
      }
      return whole(privateKey(key), chain, certificate);
    } catch (IOException | GeneralSecurityException e) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED,
          "The HTTPS certificate " + certificate + " or its key " + key + " cannot be read as PEM",
          e);
    }
  }

  /**
   * Reads a chain and its key from a PKCS#12 file with one key, by the passphrase in the first line
   * of a file. Raises KEY_FILE_REFUSED.
   */
  public static Identity pkcs12(Path file, Path passphraseFile) {
    requireOwnerOnly(file);
    requireOwnerOnly(passphraseFile);
    try (InputStream in = new ByteArrayInputStream(bytes(file))) {
      char[] passphrase =
          new String(bytes(passphraseFile), StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("")
              .toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, passphrase);
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, passphrase) instanceof PrivateKey key) {
          List<X509Certificate> chain = new ArrayList<>();
          for (Certificate one : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) one);
          }
          return whole(key, chain, file);
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED,
          "The HTTPS certificate " + file + " cannot be read: damaged, or another passphrase",
          e);
    }
    throw new TiscException(Reason.KEY_FILE_REFUSED, "The file " + file + " holds no key");
  }

  /** Looks at the file that a link leads to: renewal programs keep links to the newest key. */
  private static void requireOwnerOnly(Path file) {
    try {
      KeyFile.requireOwnerOnly(file.toRealPath());
    } catch (IOException e) {
      throw new TiscException(Reason.KEY_FILE_REFUSED, "The file " + file + " cannot be read", e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new IOException(file + " is longer than " + MAX_FILE_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException {
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(bytes(file), StandardCharsets.US_ASCII)))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (part instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    } catch (RuntimeException e) {
      // The parser raises many kinds for damaged input.
      throw new IOException("not a PEM file", e);
    }
    throw new IOException("no private key without passphrase in " + file);
  }

  private static Identity whole(PrivateKey key, List<X509Certificate> chain, Path file)
      throws GeneralSecurityException {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED,
          "The file " + file + " holds " + chain.size() + " certificates, not 1 to " + MAX_CHAIN);
    }
    byte[] probe = new byte[32];
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(probe);
    byte[] signature = signer.sign();
    boolean fits;
    try {
      signer.initVerify(chain.getFirst().getPublicKey());
      signer.update(probe);
      fits = signer.verify(signature);
    } catch (GeneralSecurityException otherKind) {
      fits = false;
    }
    if (!fits) {
      throw new TiscException(
          Reason.KEY_FILE_REFUSED, "The key is not that of the first certificate in " + file);
    }
    return new Identity(key, chain);
  }

  /** Makes a key and a certificate that it signs itself, for these host names and addresses. */
  public static Identity selfSigned(Collection<String> names, Instant now) {
    KeyPair key = KeyPairs.p256();
    X500Name name = new X500Name("CN=TISC node,O=self-signed");
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1),
              Date.from(now.minus(CertificateAuthority.CLOCK_SKEW)),
              Date.from(now.plus(SELF_SIGNED_LIFE)),
              name,
              key.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new TreeSet<>(names)
                  .stream().map(WebCertificates::general).toArray(GeneralName[]::new)));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
      return new Identity(key.getPrivate(), List.of(certificate));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("A self-signed certificate could not be made", e);
    }
  }

  private static GeneralName general(String name) {
    boolean address = name.contains(":") || name.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  /** Writes chain and key (mode 0600) as PEM, replacing what is there. */
  public static void write(Path certificate, Path key, Identity identity) {
    try {
      replace(key, pem(List.of(identity.key())), true);
      replace(certificate, pem(identity.chain()), false);
    } catch (IOException e) {
      throw new TiscException(
          Reason.INTERNAL, "The HTTPS certificate " + certificate + " cannot be written", e);
    }
  }

  private static String pem(List<?> objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object one : objects) {
        writer.writeObject(
            one instanceof PrivateKey key
                ? new PKCS8Generator(PrivateKeyInfo.getInstance(key.getEncoded()), null)
                : one);
      }
    }
    return text.toString();
  }

  private static void replace(Path file, String text, boolean secret) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (secret) {
      try (FileChannel channel = KeyFile.createOwnerOnly(temporary)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
    } else {
      Files.write(temporary, bytes);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The SHA-256 of a certificate as people compare it: pairs of hexadecimal digits. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Certificates.encode(certificate)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Whether a certificate vouches for itself alone. */
  public static boolean isSelfSigned(X509Certificate certificate) {
    if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The host names and addresses that a certificate is for, in lower case. */
  public static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return List.of();
      }
      return names.stream()
          .filter(
              name ->
                  name.getFirst().equals(GeneralName.dNSName)
                      || name.getFirst().equals(GeneralName.iPAddress))
          .map(name -> String.valueOf(name.getLast()).toLowerCase(Locale.ROOT))
          .toList();
    } catch (GeneralSecurityException e) {
      return List.of();
    }
  }
}
