package org.tisc.node.feed;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryProtos;
import org.tisc.federation.feed.FeedCheck;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedWalk;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.node.web.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A feed as a file that proves itself: JSON Lines. The first line names the feed and carries the
 * network's root certificate and its signed roster; then one line an entry, in order, with the
 * bytes that its origin signed; a line for each proven fork; the last line counts the entries.
 * Bodies may stay out, those marked RED always do: their headers prove the chain without them.
 */
public final class FeedExport {
  private static final String SCHEMA = "tisc.feed/1";
  private static final int MAX_LINE = 4 << 20;
  private static final Base64.Encoder TO_TEXT = Base64.getEncoder();

  private FeedExport() {}

  /**
   * Writes a feed. Raises INTERNAL where an entry cannot be read any more.
   *
   * @param shown whether an entry's body goes with it; of one marked RED it never does
   */
  static void write(
      Feeds feeds,
      FeedId feed,
      NodeId by,
      X509Certificate root,
      SignedRoster roster,
      Instant at,
      Predicate<SignedEntry> shown,
      OutputStream out)
      throws IOException {
    ObjectNode first =
        Json.mapper()
            .createObjectNode()
            .put("schema", SCHEMA)
            .put("network", feed.network().value())
            .put("origin", feed.origin().value())
            .put("audience", FeedView.audience(feed.audience()))
            .put("exportedBy", by.value())
            .put("exportedAt", at.toString())
            .put("root", TO_TEXT.encodeToString(Certificates.encode(root)))
            .put("rootKeyHash", KeyHash.of(root.getPublicKey()).hex())
            .put("roster", text(roster.toProto().toByteString()));
    line(out, first);
    for (ForkEvidence fork : feeds.forks(feed)) {
      ObjectNode line = Json.mapper().createObjectNode();
      ObjectNode both = line.putObject("fork");
      both.set("first", entry(fork.first()));
      both.set("second", entry(fork.second()));
      line(out, line);
    }
    long[] entries = {0};
    try {
      feeds.walk(
          feed,
          new FeedWalk.Visitor() {
            @Override
            public boolean entry(StoredEntry entry, boolean parted) {
              entries[0]++;
              try {
                SignedEntry whole = entry.entry();
                line(
                    out,
                    FeedExport.entry(
                        shown.test(whole) && whole.header().tlp() != Tlp.RED
                            ? whole
                            : whole.withoutBody()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return true;
            }

            @Override
            public void unreadable(long epoch, long sequence, String why) {
              throw new TiscException(
                  Reason.INTERNAL,
                  "entry " + sequence + " of epoch " + epoch + " cannot be read: " + why);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    line(out, Json.mapper().createObjectNode().put("end", true).put("entries", entries[0]));
  }

  private static ObjectNode entry(SignedEntry entry) {
    ObjectNode line =
        Json.mapper()
            .createObjectNode()
            .put("epoch", entry.header().epoch())
            .put("sequence", entry.header().sequence())
            .put("kind", entry.header().kind())
            .put("recordId", entry.header().recordId())
            .put("revision", entry.header().revision())
            .put("header", text(entry.headerBytes()))
            .put("signature", text(entry.signature()));
    entry
        .body()
        .ifPresent(body -> line.put("salt", text(body.salt())).put("body", text(body.content())));
    return line;
  }

  private static String text(ByteString bytes) {
    return TO_TEXT.encodeToString(bytes.toByteArray());
  }

  private static void line(OutputStream out, ObjectNode line) throws IOException {
    out.write(Json.mapper().writeValueAsBytes(line));
    out.write('\n');
  }

  /**
   * Checks an exported file: roster against its root, chain, every signature, every body that is
   * there, and that the file is whole. Who reads the answer compares {@code rootKeyHash} with what
   * he knows of the network. Raises NOT_FOUND, and INVALID_ARGUMENT for a file that is no export.
   */
  public static ObjectNode verify(Path file) {
    return read(file, _ -> {}).answer();
  }

  /**
   * What an exported file holds.
   *
   * @param by who made it, by its own word
   * @param root under which its entries are proven
   * @param answer of {@code feed verify}
   */
  public record Content(FeedId feed, NodeId by, X509Certificate root, ObjectNode answer) {}

  /**
   * Checks a file as {@link #verify} does, showing each entry that is good so far. Whether all are
   * is only known from the answer.
   */
  public static Content read(Path file, Consumer<SignedEntry> reader) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      JsonNode first = read(lines).orElseThrow(() -> invalid("it is empty"));
      if (!SCHEMA.equals(first.path("schema").asString(""))) {
        throw invalid("its first line is not that of " + SCHEMA);
      }
      NetworkId network = new NetworkId(first.path("network").asString(""));
      FeedId feed =
          new FeedId(
              network,
              new NodeId(first.path("origin").asString("")),
              FeedView.audience(first.path("audience").asString("")));
      X509Certificate root = Certificates.decode(Json.bytes(first, "root"));
      SignedRoster signed = SignedRoster.parse(ByteString.copyFrom(Json.bytes(first, "roster")));
      Roster roster = RosterVerifier.whenSigned(network, root, signed);
      FeedCheck check = new FeedCheck(feed, roster);
      List<ForkEvidence> forks = new ArrayList<>();
      boolean whole = check(lines, check, forks, reader);
      if (!whole && check.firstBad().isEmpty()) {
        check.unreadable(
            Math.max(1, check.head().epoch()), check.head().sequence() + 1, "the file ends here");
      }
      return new Content(
          feed,
          new NodeId(first.path("exportedBy").asString("")),
          root,
          Checked.answer(
              List.of(new Checked(feed, check)),
              Optional.of(KeyHash.of(root.getPublicKey()).hex())));
    } catch (java.nio.file.NoSuchFileException e) {
      throw new TiscException(Reason.NOT_FOUND, "There is no file " + file, e);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "The file " + file + " cannot be read", e);
    }
  }

  /** Whether the last line was reached and counts right. */
  private static boolean check(
      BufferedReader lines, FeedCheck check, List<ForkEvidence> forks, Consumer<SignedEntry> reader)
      throws IOException {
    for (Optional<JsonNode> next = read(lines); next.isPresent(); next = read(lines)) {
      JsonNode line = next.get();
      if (line.path("end").asBoolean(false)) {
        return line.path("entries").asLong(-1) == check.entries() && read(lines).isEmpty();
      }
      try {
        if (line.has("fork")) {
          ForkEvidence fork =
              new ForkEvidence(
                  entry(line.path("fork").path("first")), entry(line.path("fork").path("second")));
          if (check.proves(fork)) {
            forks.add(fork);
          }
          continue;
        }
        SignedEntry entry = entry(line);
        boolean parted =
            forks.stream().anyMatch(f -> f.place().epoch() == entry.header().epoch() - 1);
        if (!check.next(entry, parted)) {
          return false;
        }
        reader.accept(entry);
      } catch (TiscException e) {
        check.unreadable(
            line.path("epoch").asLong(0),
            line.path("sequence").asLong(0),
            String.valueOf(e.getMessage()));
        return false;
      }
    }
    return false;
  }

  private static SignedEntry entry(JsonNode line) {
    return EntryProtos.decode(
        Json.bytes(line, "header"),
        Json.bytes(line, "signature"),
        Json.bytes(line, "salt"),
        Json.bytes(line, "body"));
  }

  /** The next line, at most {@link #MAX_LINE} characters of it. */
  private static Optional<JsonNode> read(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = lines.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (line.length() >= MAX_LINE) {
        throw invalid("a line is longer than " + MAX_LINE + " characters");
      }
      line.append((char) next);
      next = lines.read();
    }
    try {
      return Optional.of(Json.mapper().readTree(line.toString()));
    } catch (JacksonException e) {
      throw invalid("a line is not JSON");
    }
  }

  private static TiscException invalid(String why) {
    return new TiscException(Reason.INVALID_ARGUMENT, "This is no exported feed: " + why);
  }
}
