package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.activity.ActivityHttp;
import org.tisc.node.activity.Ledger;
import org.tisc.node.store.Materialiser;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Assets;
import org.tisc.node.web.Authenticator;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Json;
import org.tisc.node.web.LiveStreams;
import org.tisc.node.web.Places;
import org.tisc.node.web.Role;
import org.tisc.node.web.RouteTable;
import org.tisc.node.web.WebConfig;
import org.tisc.node.web.WebServer;
import tools.jackson.databind.JsonNode;

/** One centre of a {@link TestRegion}, asked over HTTP with tokens such as {@code li=STAFF}. */
final class TestCentre implements Neighbourhood, AutoCloseable {
  private final TestRegion region;
  private final NodeId self;
  private final List<Materialiser> materialisers;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<String> quarantined = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<ByteString, ByteString> files = new ConcurrentHashMap<>();
  private final Set<ByteString> kept = ConcurrentHashMap.newKeySet();
  private Optional<Reason> failsWith = Optional.empty();
  final Store store;
  final LiveStreams live;
  private final WebServer server;
  private final AlertRoom room;

  TestCentre(TestRegion region, NodeId self, Path file, boolean review) {
    this.region = region;
    this.self = self;
    this.materialisers = AlertRoom.materialisers(self);
    this.store = Store.open(file, List.of(AlertRoom.class, Ledger.class));
    this.live =
        new LiveStreams(
            new LiveStreams.Limits(
                20, 4, Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMinutes(10)));
    RouteTable routes = new RouteTable();
    this.room = new AlertRoom(store, this, live, review, region::now);
    room.declare(routes);
    new ActivityHttp(new Ledger(store)).declare(routes);
    this.server =
        new WebServer(
            WebConfig.of("127.0.0.1", 0),
            routes,
            new NamedTokens(),
            new Assets().add(AlertRoom.class, "alert.css").add(AlertRoom.class, "alert.js"),
            Places.of(),
            (caller, method, route, permission, address) -> {},
            _ -> {});
    server.start();
  }

  private static final class NamedTokens implements Authenticator {
    @Override
    public Optional<Caller> byToken(String token) {
      String[] parts = token.split("=", 2);
      if (parts.length < 2) {
        return Optional.empty();
      }
      Set<Role> roles =
          Arrays.stream(parts[1].split("\\+")).map(Role::valueOf).collect(Collectors.toSet());
      return Optional.of(new Caller(parts[0], roles));
    }

    @Override
    public Optional<Caller> bySession(String session) {
      return Optional.empty();
    }
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public List<NetworkId> networks() {
    return List.of(TestRegion.NETWORK);
  }

  @Override
  public List<Centre> members(NetworkId network) {
    if (!network.equals(TestRegion.NETWORK)) {
      throw new TiscException(Reason.UNKNOWN_NETWORK, "not a member of " + network);
    }
    return region.members(self).stream()
        .map(node -> new Centre(node, Map.of("zh", node + "中心", "en", node + " centre")))
        .toList();
  }

  /** Publishing fails from now on; empty for no more. */
  void failsWith(Optional<Reason> reason) {
    this.failsWith = reason;
  }

  @Override
  public synchronized List<StoredEntry> publish(List<EntryDraft> drafts) {
    if (failsWith.isPresent()) {
      throw new TiscException(failsWith.get(), "the test says so");
    }
    List<StoredEntry> made = new ArrayList<>();
    for (EntryDraft draft : drafts) {
      List<StoredEntry> before = region.entries(draft.feed());
      made.add(
          before.stream()
              .filter(
                  old ->
                      old.entry().header().kind().equals(draft.kind())
                          && old.entry().header().recordId().equals(draft.recordId())
                          && old.entry().header().revision() == draft.revision())
              .findFirst()
              .orElseGet(() -> TestEntries.of(draft, before.size() + 1L, region.now())));
    }
    store.write(
        tx -> {
          made.forEach(entry -> apply(entry, tx));
          return made.size();
        });
    made.stream()
        .filter(entry -> !region.entries(entry.entry().header().feed()).contains(entry))
        .forEach(region::append);
    return made;
  }

  private void apply(StoredEntry entry, Tx tx) {
    for (Materialiser materialiser : materialisers) {
      if (materialiser.kinds().contains(entry.entry().header().kind())) {
        materialiser.apply(entry, tx);
      }
    }
  }

  /** Stores an entry of somebody else; one that cannot be applied is quarantined. */
  void receive(StoredEntry entry) {
    try {
      store.write(
          tx -> {
            apply(entry, tx);
            return 1;
          });
    } catch (TiscException refused) {
      quarantined.add(String.valueOf(refused.getMessage()));
    }
  }

  List<String> quarantined() {
    return quarantined;
  }

  @Override
  public List<Delivery> deliveries(FeedId feed, FeedPosition entry) {
    return (feed.audience().direct()
            ? feed.audience().peer().stream().toList()
            : region.members(self))
        .stream()
            .map(
                peer ->
                    new Delivery(
                        peer,
                        region.stored(feed, peer) >= entry.sequence()
                            ? Arrival.STORED
                            : region.member(peer) ? Arrival.QUEUED : Arrival.UNKNOWN,
                        Optional.empty(),
                        Optional.empty()))
            .toList();
  }

  @Override
  public Listening onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public Optional<BlobReference> file(ByteString sha256) {
    return Optional.ofNullable(files.get(sha256))
        .map(bytes -> new BlobReference(sha256, bytes.size(), sha256));
  }

  @Override
  public ByteString piece(ByteString sha256, int piece) {
    return files.getOrDefault(sha256, ByteString.EMPTY);
  }

  @Override
  public BlobReference take(InputStream content) {
    try {
      ByteString bytes = ByteString.readFrom(content);
      ByteString sha256 =
          ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
      files.put(sha256, bytes);
      return new BlobReference(sha256, bytes.size(), sha256);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void keep(ByteString sha256) {
    kept.add(sha256);
  }

  @Override
  public void release(ByteString sha256) {
    kept.remove(sha256);
  }

  @Override
  public void fetch(ByteString sha256) {
    files.put(
        sha256,
        region
            .file(sha256)
            .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "no entry names it")));
  }

  /** The bytes of a file that is here. */
  Optional<ByteString> bytes(ByteString sha256) {
    return Optional.ofNullable(files.get(sha256));
  }

  /** What is done once a day. */
  void releaseForgotten() {
    room.releaseForgotten();
  }

  /** Files that are kept for a draft's sake. */
  int kept() {
    return kept.size();
  }

  int listeners() {
    return listeners.size();
  }

  void changed() {
    listeners.forEach(Runnable::run);
  }

  /** An answer with its status. */
  record Answer(int status, String text) {
    JsonNode json() {
      return Json.read(text, JsonNode.class);
    }

    String reason() {
      return json().path("reason").asString("");
    }
  }

  HttpRequest.Builder request(String token, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(60));
  }

  HttpClient http() {
    return http;
  }

  Answer call(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return call(token, method, path, "application/json", body);
  }

  Answer form(String token, String path, String fields) throws IOException, InterruptedException {
    return call(token, "POST", path, "application/x-www-form-urlencoded", fields);
  }

  private Answer call(String token, String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request(token, path)
                .header("Content-Type", type)
                .header("Accept", path.startsWith("/api/") ? "application/json" : "text/html")
                .header("Accept-Language", "en")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(), response.headers().firstValue("Location").orElseGet(response::body));
  }

  /** GET that must go well. */
  JsonNode get(String token, String path) throws IOException, InterruptedException {
    return good(call(token, "GET", path, ""));
  }

  /** POST that must go well. */
  JsonNode post(String token, String path, String body) throws IOException, InterruptedException {
    return good(call(token, "POST", path, body));
  }

  static JsonNode good(Answer answer) {
    if (answer.status() >= 300) {
      throw new AssertionError(answer.status() + " " + answer.text());
    }
    return answer.json();
  }

  @Override
  public void close() {
    live.close();
    server.close();
    http.shutdownNow();
    store.close();
  }
}
