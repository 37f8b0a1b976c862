package org.tisc.node.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostileInputTest {
  private static final String GOOD =
      "{\"kind\":\"PATENT\",\"number\":\"CN199000001A\",\"titles\":{\"zh\":\"一种电池\"}}";

  @Test
  void neverFetchesExternalEntities(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "SECRET");
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
      for (String doctype :
          List.of(
              "<!DOCTYPE us-patent-grant SYSTEM \"" + url + ".dtd\">",
              "<!DOCTYPE us-patent-grant PUBLIC \"p\" \"" + url + ".dtd\" []>",
              "<!DOCTYPE us-patent-grant [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]>",
              "<!DOCTYPE us-patent-grant [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
              "<!DOCTYPE us-patent-grant [<!ENTITY x SYSTEM \"" + url + "\">]>")) {
        Reading plain = grant(doctype, "A sample title");
        assertThat(plain.onlyDocument().displayTitle()).isEqualTo("A sample title");
        Reading used = grant(doctype, "A &x; title");
        assertThat(used.documents()).isEmpty();
        assertThat(used.reasons()).containsExactly(RejectReason.MALFORMED_XML);
        assertThat(used.rejects().getFirst().detail()).contains("entity x is not known");
      }
    } finally {
      server.stop(0);
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void expandsNoEntities() {
    StringBuilder doctype = new StringBuilder("<!DOCTYPE us-patent-grant [<!ENTITY a0 \"lol\">");
    for (int i = 1; i < 30; i++) {
      String inner = ("&a" + (i - 1) + ";").repeat(10);
      doctype.append("<!ENTITY a").append(i).append(" \"").append(inner).append("\">");
    }
    Reading reading = grant(doctype.append("]>").toString(), "A &a29; title");
    assertThat(reading.reasons()).containsExactly(RejectReason.MALFORMED_XML);
  }

  @Test
  void knowsTheCharactersThatOfficesNameWithoutDeclaring() {
    assertThat(grant("", "The &alpha;&ndash;&Omega; title").onlyDocument().displayTitle())
        .isEqualTo("The α–Ω title");
  }

  @Test
  void boundsTheDepthOfXml() {
    String deep = "<a>".repeat(50_000) + "</a>".repeat(50_000);
    Reading reading =
        Reading.of(
            "d.xml",
            ("<us-patent-grant>" + deep + "</us-patent-grant>").getBytes(UTF_8),
            FormatOptions.auto());
    assertThat(reading.reasons()).containsExactly(RejectReason.MALFORMED_XML);
  }

  @Test
  void passesOverALineOfAHundredMegabytes() {
    InputStream endless =
        new InputStream() {
          private long left = 100L * 1024 * 1024;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            int count = (int) Math.min(length, left);
            Arrays.fill(to, offset, offset + Math.max(0, count), (byte) 'x');
            left -= count;
            return count <= 0 ? -1 : count;
          }
        };
    InputStream all =
        new SequenceInputStream(
            new SequenceInputStream(bytes(GOOD + "\n"), endless), bytes("\n" + GOOD));
    IngestLimits limits = new IngestLimits(1024 * 1024, 200, 1024, 1024, 10);
    Reading reading = Reading.of(new Source("d.jsonl", all), FormatOptions.auto().within(limits));
    assertThat(reading.documents()).hasSize(2);
    assertThat(reading.reasons()).containsExactly(RejectReason.TOO_LARGE);
    assertThat(reading.rejects().getFirst().line()).isEqualTo(2);
  }

  @Test
  void passesOverAnXmlDocumentThatIsTooLarge() {
    String big = "<?xml version=\"1.0\"?><us-patent-grant>" + " ".repeat(300_000);
    byte[] file = (big + "\n" + grantXml("", "A title")).getBytes(UTF_8);
    IngestLimits limits = new IngestLimits(100_000, 200, 1024, 1024, 10);
    Reading reading = Reading.of("d.xml", file, FormatOptions.auto().within(limits));
    assertThat(reading.documents()).hasSize(1);
    assertThat(reading.reasons()).containsExactly(RejectReason.TOO_LARGE);
  }

  @Test
  void stopsArchivesThatExpandTooMuch() throws IOException {
    byte[] zeros = (GOOD + "\n" + " ".repeat(20_000_000)).getBytes(UTF_8);
    IngestLimits limits = new IngestLimits(1024 * 1024, 20, 1_000_000, 1L << 40, 10);
    for (byte[] bomb : List.of(ReadersTest.gzip(zeros), ReadersTest.zip("d.jsonl", zeros))) {
      Reading reading = Reading.of("d.jsonl.gz", bomb, FormatOptions.auto().within(limits));
      assertThat(reading.documents()).hasSize(1);
      assertThat(reading.reasons()).containsExactly(RejectReason.EXPANDS_TOO_MUCH);
    }
    byte[] nested = ReadersTest.zip("in.zip", ReadersTest.zip("d.jsonl", zeros));
    assertThat(Reading.of("d.zip", nested, FormatOptions.auto()).reasons())
        .containsExactly(RejectReason.EXPANDS_TOO_MUCH);
  }

  @Test
  void tellsWhenAnArchiveIsCutOff() throws IOException {
    byte[] gzip = ReadersTest.gzip((GOOD + "\n").repeat(5_000).getBytes(UTF_8));
    Reading reading =
        Reading.of("d.gz", Arrays.copyOf(gzip, gzip.length / 2), FormatOptions.auto());
    assertThat(reading.documents()).isNotEmpty();
    assertThat(reading.reasons()).containsExactly(RejectReason.UNREADABLE);
  }

  @Test
  void tellsWhenTheStreamFails() {
    InputStream failing =
        new SequenceInputStream(
            bytes(GOOD + "\n" + " ".repeat(Formats.HEAD_BYTES)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the line was cut");
              }

              @Override
              public int read(byte[] to, int offset, int length) throws IOException {
                throw new IOException("the line was cut");
              }
            });
    Reading reading = Reading.of(new Source("d.jsonl", failing), FormatOptions.auto());
    assertThat(reading.documents()).hasSize(1);
    assertThat(reading.rejects().getFirst().text())
        .isEqualTo("The file can not be read to its end: the line was cut");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void survivesJunk(Format format) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] junk = new byte[random.nextInt(20_000)];
      random.nextBytes(junk);
      if (seed % 3 == 0) {
        byte[] alphabet = "<>\"'{}[],;&!?x\n\r\\ ".getBytes(UTF_8);
        for (int i = 0; i < junk.length; i++) {
          junk[i] = alphabet[Math.floorMod(junk[i], alphabet.length)];
        }
      }
      Reading reading = Reading.of("junk", junk, FormatOptions.auto().as(format));
      assertThat(reading.documents()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void survivesDamagedSamples() {
    for (String sample : List.of("grant-utility.xml", "cnipa.xml", "titles.csv")) {
      byte[] whole = Reading.bytes(sample);
      for (int seed = 0; seed < 300; seed++) {
        Random random = new Random(seed);
        byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
        for (int i = 0; i < seed % 5; i++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        Reading reading = Reading.of(sample, damaged, FormatOptions.auto());
        assertThat(reading.documents().size() + reading.rejects().size())
            .as("%s seed %d", sample, seed)
            .isLessThan(20);
      }
    }
  }

  @Test
  void givesNothingForNothing() {
    Reading reading = Reading.of("empty.csv", new byte[0], FormatOptions.auto());
    assertThat(reading.documents()).isEmpty();
    assertThat(reading.rejects()).isEmpty();
    assertThat(Reading.of("x.bin", new byte[] {1, 2, 3}, FormatOptions.auto()).reasons())
        .containsExactly(RejectReason.UNKNOWN_FORMAT);
  }

  private static Reading grant(String doctype, String title) {
    return Reading.of("g.xml", grantXml(doctype, title).getBytes(UTF_8), FormatOptions.auto());
  }

  private static String grantXml(String doctype, String title) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + doctype
        + "<us-patent-grant><us-bibliographic-data-grant><publication-reference><document-id>"
        + "<country>US</country><doc-number>09123456</doc-number><kind>B2</kind></document-id>"
        + "</publication-reference><invention-title>"
        + title
        + "</invention-title></us-bibliographic-data-grant></us-patent-grant>";
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
