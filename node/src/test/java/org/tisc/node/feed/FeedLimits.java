package org.tisc.node.feed;

import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.EntryProtos;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.store.Store;

/**
 * What disk, signature check and link allow by themselves, each for the same entries, in seconds.
 */
final class FeedLimits {
  /** Entries of one run, one transaction and one signature. */
  static final int RUN = 1000;

  private FeedLimits() {}

  /** The rows of these entries in the tables of the store, by bare JDBC, an fsync for each run. */
  static double disk(Path file, List<SignedEntry> entries) throws SQLException {
    return disk(file, entries, RUN);
  }

  /** The same with an fsync for each so many. */
  static double disk(Path file, List<SignedEntry> entries, int run) throws SQLException {
    Store.open(file, List.of()).close();
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setGetGeneratedKeys(false);
    config.setCacheSize(-32 * 1024);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO feeds (network, origin, audience) VALUES ('region', 'node0', 'all')");
      connection.setAutoCommit(false);
      long begun = System.nanoTime();
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO feed_entries (feed, epoch, sequence, hash, kind, record, revision,"
                  + " made_at, stored_at, checked, effect, reason, unwanted, signature, header,"
                  + " salt, body) VALUES (1, ?, ?, ?, ?, ?, ?, ?, '2026-11-27T15:00:00.000000000Z',"
                  + " 0, 'APPLIED', NULL, 0, ?, ?, ?, ?)")) {
        int inRun = 0;
        for (SignedEntry entry : entries) {
          bind(insert, entry);
          insert.executeUpdate();
          inRun++;
          if (inRun == run) {
            connection.commit();
            inRun = 0;
          }
        }
        connection.commit();
      }
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  private static void bind(PreparedStatement insert, SignedEntry entry) throws SQLException {
    EntryHeader header = entry.header();
    insert.setLong(1, header.epoch());
    insert.setLong(2, header.sequence());
    insert.setBytes(3, entry.hash().bytes().toByteArray());
    insert.setString(4, header.kind());
    insert.setString(5, header.recordId());
    insert.setLong(6, header.revision());
    insert.setLong(7, header.createdAt().toEpochMilli());
    insert.setBytes(8, entry.signature().toByteArray());
    insert.setBytes(9, entry.headerBytes().toByteArray());
    insert.setBytes(10, entry.body().orElseThrow().salt().toByteArray());
    insert.setBytes(11, entry.body().orElseThrow().content().toByteArray());
  }

  /** The hashes of all headers and bodies, and one signature a run. */
  static double checking(FeedKey key, List<SignedEntry> entries) throws GeneralSecurityException {
    long begun = System.nanoTime();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    int sum = 0;
    for (int i = 0; i < entries.size(); i++) {
      SignedEntry entry = entries.get(i);
      sum += hash(digest, entry.headerBytes());
      sum += hash(digest, entry.body().orElseThrow().content());
      if (i % RUN == RUN - 1
          && !key.verifies("tisc feed entry v1", entry.headerBytes(), entry.signature())) {
        throw new IllegalStateException("A signature that was good is none");
      }
    }
    double took = (System.nanoTime() - begun) / 1e9;
    // So that no hash is left out.
    return sum == 0 ? -took : took;
  }

  private static int hash(MessageDigest digest, ByteString bytes) {
    digest.update(bytes.asReadOnlyByteBuffer());
    return digest.digest()[0] | 1;
  }

  /** The same bytes from one thread to another over TLS 1.3 on loopback. */
  static double link(List<SignedEntry> entries) throws IOException, GeneralSecurityException {
    SSLContext tls = tls();
    try (SSLServerSocket server =
            (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0);
        SSLSocket sending =
            (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", server.getLocalPort());
        SSLSocket receiving = (SSLSocket) server.accept()) {
      long bytes = 0;
      for (SignedEntry entry : entries) {
        bytes += EntryProtos.encode(entry).getSerializedSize();
      }
      long all = bytes;
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try (OutputStream out = sending.getOutputStream()) {
                  byte[] part = new byte[64 * 1024];
                  for (long left = all; left > 0; left -= part.length) {
                    out.write(part, 0, (int) Math.min(left, part.length));
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      DataInputStream in = new DataInputStream(receiving.getInputStream());
      in.readByte();
      long begun = System.nanoTime();
      skip(in, all - 1);
      sent.join();
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  private static void skip(InputStream in, long bytes) throws IOException {
    byte[] part = new byte[64 * 1024];
    long left = bytes;
    while (left > 0) {
      int read = in.read(part, 0, (int) Math.min(left, part.length));
      if (read < 0) {
        throw new IOException("The stream ended early");
      }
      left -= read;
    }
  }

  private static SSLContext tls() throws IOException, GeneralSecurityException {
    char[] password = "password".toCharArray();
    Identity root = CertificateAuthority.createRoot(new NetworkId("bench"), Instant.now());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry("own", root.key(), password, new Certificate[] {root.certificate()});
    store.setCertificateEntry("root", root.certificate());
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }
}
