package org.tisc.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.Federation;
import org.tisc.federation.FederationSettings;
import org.tisc.federation.SearchAssembly;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Passwords;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.BreakerLimits;
import org.tisc.federation.link.LinkLimits;
import org.tisc.federation.link.StreamLimits;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.Usage;
import org.tisc.federation.roster.CentreDetails;
import org.tisc.federation.roster.Contact;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.search.SearchShare;
import org.tisc.node.account.AccountPolicy;
import org.tisc.node.account.AccountRoom;
import org.tisc.node.account.AdminToken;
import org.tisc.node.account.PasswordHasher;
import org.tisc.node.activity.Ledger;
import org.tisc.node.alert.AlertRoom;
import org.tisc.node.audit.AccessAudit;
import org.tisc.node.audit.AuditHttp;
import org.tisc.node.audit.Witness;
import org.tisc.node.backup.BackupHttp;
import org.tisc.node.backup.NodeBackup;
import org.tisc.node.config.HostPort;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.corpus.Corpus;
import org.tisc.node.corpus.CorpusHttp;
import org.tisc.node.desk.Desk;
import org.tisc.node.doctor.DoctorHttp;
import org.tisc.node.doctor.RunningNode;
import org.tisc.node.document.Numbers;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.index.TellingTerms;
import org.tisc.node.job.JobHttp;
import org.tisc.node.job.Jobs;
import org.tisc.node.network.NetworkHttp;
import org.tisc.node.network.NetworkPages;
import org.tisc.node.network.NetworkStandings;
import org.tisc.node.network.RefusalHttp;
import org.tisc.node.network.StatusHttp;
import org.tisc.node.policy.PolicyHttp;
import org.tisc.node.query.NumberForms;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.search.SearchBounds;
import org.tisc.node.search.SearchHttp;
import org.tisc.node.search.SynonymHttp;
import org.tisc.node.search.Synonyms;
import org.tisc.node.store.SqliteStateStore;
import org.tisc.node.store.Store;
import org.tisc.node.web.Assets;
import org.tisc.node.web.HttpsCertificate;
import org.tisc.node.web.HttpsFiles;
import org.tisc.node.web.NavigationEntry;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Places;
import org.tisc.node.web.RouteTable;
import org.tisc.node.web.Section;
import org.tisc.node.web.WebConfig;
import org.tisc.node.web.WebServer;

/**
 * One running node: every part, built by hand, started in order and closed in reverse. A home
 * folder is used by one node at a time.
 */
public final class Node implements AutoCloseable {
  /** Exported lists that are made at the same time. */
  private static final int EXPORTS_AT_ONCE = 2;

  /** Saved searches that are looked through at the same time. */
  private static final int LOOKS_AT_ONCE = 1;

  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final int IMPORT_BUFFER_MEGABYTES = 64;

  /** One class of each room that keeps tables in the store. */
  static final List<Class<?>> STORE_ROOMS =
      List.of(
          AccountRoom.class, Jobs.class, Ledger.class, AlertRoom.class, Witness.class, Desk.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final RouteTable routes = new RouteTable();
  private final NodeConfig config;
  private final String version;
  private final InstantSource clock;
  private volatile boolean ready;
  private volatile @Nullable Federation running;
  private Optional<Path> setupCodeFile = Optional.empty();
  private volatile Optional<WebServer> web = Optional.empty();
  private int httpPort;
  private int grpcPort;

  private Node(NodeConfig config, String version, InstantSource clock) {
    this.config = config;
    this.version = version;
    this.clock = clock;
  }

  /**
   * Starts a node. Raises {@code ALREADY_EXISTS} when another process uses the home folder, {@code
   * UNAVAILABLE} when a port is taken, and what the parts raise; whatever was started is closed
   * then.
   *
   * @param version of this software
   * @param clock the time of day, for everything but what measures durations
   */
  static Node start(NodeConfig config, String version, InstantSource clock) {
    Node node = new Node(config, version, clock);
    try {
      node.build();
      return node;
    } catch (IOException failure) {
      node.close();
      throw new TiscException(
          Reason.INTERNAL, "The node cannot use its home folder: " + failure.getMessage(), failure);
    } catch (RuntimeException failure) {
      node.close();
      throw failure;
    }
  }

  /** The same by the machine's clock. */
  public static Node start(NodeConfig config, String version) {
    return start(config, version, InstantSource.system());
  }

  private void build() throws IOException {
    NodeId self = config.node().id();
    lockHome();
    Path storeFolder = folder(config.folders().store());
    Store store = closing(Store.open(storeFolder.resolve("node.db"), STORE_ROOMS));
    AuditLog audit =
        closing(AuditLog.open(folder(config.folders().audit()).resolve("audit.log"), clock));
    AuditTrail trail = closing(new AuditTrail(audit, config.audit().keep(), clock));
    LuceneIndex index = closing(LuceneIndex.open(folder(config.folders().index()), indexConfig()));
    SqliteStateStore states = new SqliteStateStore(store);
    Policy policy = new Policy(states, clock, trail);
    policy.adopt(index.oldShares());
    index.forgetOldShares();
    Usage usage = closing(new Usage(states, clock, ZoneId.systemDefault()));
    Guard guard = new Guard(policy, usage, this::role, clock, trail);
    SearchAssembly search = closing(new SearchAssembly(self, index, guard, trail, searchShare()));
    Federation federation =
        closing(
            new Federation(
                federationSettings(),
                states,
                clock,
                trail,
                index::programProfile,
                search::services));
    federation.add(search.topic());
    running = federation;
    SharedRecords shared =
        closing(new SharedRecords(config, storeFolder, store, federation, audit, trail, clock));
    shared.declare(routes);
    federation.start();
    shared.start();
    grpcPort = federation.port();
    Jobs jobs =
        closing(
            new Jobs(
                store,
                clock,
                config.ingest().maxConcurrent(),
                Map.of(
                    SearchHttp.EXPORT_JOBS, EXPORTS_AT_ONCE, SearchHttp.LOOK_JOBS, LOOKS_AT_ONCE)));
    Corpus corpus =
        new Corpus(
            index,
            jobs,
            folder(config.folders().work()),
            config.ingest().maxFileSize().bytes(),
            trail,
            System::nanoTime);
    WebServer server =
        closing(
            webServer(
                store,
                audit,
                trail,
                index,
                new PolicyHttp(self, policy, usage, index, () -> rosters(federation), clock),
                policy,
                search,
                federation,
                shared,
                jobs,
                corpus,
                folder(config.folders().work()).resolve("exports"),
                clock));
    // Live views would hold the server up when it stops.
    closing(shared.live());
    web = Optional.of(server);
    server.start();
    httpPort = server.port();
    corpus.resume();
    trail.nodeStarted(self.value(), version);
    ready = true;
    log.info("Node {} is ready: HTTP on port {}, gRPC on port {}", self, httpPort, grpcPort);
  }

  private WebServer webServer(
      Store store,
      AuditLog audit,
      AuditTrail trail,
      LuceneIndex index,
      PolicyHttp policyHttp,
      Policy policy,
      SearchAssembly search,
      Federation federation,
      SharedRecords shared,
      Jobs jobs,
      Corpus corpus,
      Path exports,
      InstantSource clock) {
    NodeId self = config.node().id();
    AccountRoom accounts = accounts(store, audit, clock);
    setupCodeFile = accounts.setupCodeFile();
    JobHttp jobHttp = new JobHttp(jobs);
    accounts.declare(routes);
    new AuditHttp(audit).declare(routes);
    jobHttp.declare(routes);
    new NetworkHttp(federation.memberships()).declare(routes);
    new NetworkPages(self, federation.memberships(), federation.links()).declare(routes);
    InstanceId instance = InstanceId.of(config.home());
    new StatusHttp(
            self,
            instance,
            version,
            () -> ready,
            federation.memberships(),
            federation.links(),
            index,
            policy,
            search.search()::figures,
            this::certificate)
        .declare(routes);
    new BackupHttp(
            new NodeBackup(config, version, instance, store, index, shared.files(), audit, clock))
        .declare(routes);
    new RefusalHttp(federation::refusals).declare(routes);
    new DoctorHttp(
            new RunningNode(
                config,
                version,
                federation::reachItself,
                new SqliteStateStore(store),
                federation.memberships(),
                federation.links(),
                federation::refusals,
                index,
                policy,
                shared::feeds,
                shared::alarms),
            clock)
        .declare(routes);
    policyHttp.declare(routes);
    CorpusHttp corpusHttp =
        new CorpusHttp(
            self,
            index,
            corpus,
            trail,
            policy,
            search.search(),
            () -> networks(federation),
            jobHttp);
    corpusHttp.declare(routes);
    NumberForms numbers = numbers();
    IndexTextAnalysis analysis = new IndexTextAnalysis();
    Synonyms synonyms = new Synonyms(new SqliteStateStore(store), analysis);
    new SynonymHttp(synonyms).declare(routes);
    SearchHttp searches =
        new SearchHttp(
            new QueryLanguage(numbers, synonyms),
            new QueryCompiler(analysis, numbers),
            new FederatedEngine(search.search()),
            () -> networks(federation),
            trail::queryAsked,
            clock,
            self,
            new Desk(store, clock),
            new SearchBounds(
                config.search().timeout(),
                config.search().maxTimeout(),
                config.search().maxPageSize()));
    searches
        .declare(routes)
        .declareReports(routes, new MemberReports(federation.memberships()))
        .declareSimilar(
            routes, new DocumentWords(corpusHttp, new TellingTerms(index), System::nanoTime))
        .declareExports(routes, jobs, exports, trail::hitsExported);
    corpusHttp.declarePages(routes, new OpenedHits(searches.places()));
    closing(
        searches.declareSaved(routes, jobs, account -> accounts.may(account, Permission.SEARCH)));
    Assets assets =
        new Assets()
            .add(SearchHttp.class, "search.css")
            .add(SearchHttp.class, "search.js")
            .add(SearchHttp.class, "export.js")
            .add(CorpusHttp.class, "document.css")
            .add(PolicyHttp.class, "policy.css")
            .add(AlertRoom.class, "alert.css")
            .add(AlertRoom.class, "alert.js");
    return new WebServer(
        webConfig(),
        routes,
        accounts.authenticator(),
        assets,
        new Places(
            places(),
            new NetworkStandings(self, federation.memberships(), federation.links())::lines),
        new AccessAudit(audit),
        trail::certificateLoaded);
  }

  private static List<NavigationEntry> places() {
    return List.of(
        NavigationEntry.of(Section.BASIC, 4, "/search", Permission.SEARCH, "检索", "Search")
            .about(
                "在本节点与各成员的文献库中检索，结果按同一排序。",
                "Search the collections of this node and its peers, in one ranking."),
        NavigationEntry.of(Section.KEY, 8, "/alerts", Permission.ALERT_READ, "风险预警", "Risk alerts")
            .about(
                "撰写、审核、发布与接收知识产权风险预警。",
                "Write, review, publish and receive warnings about intellectual property."),
        NavigationEntry.of(
                Section.COLLABORATIVE,
                10,
                "/networks",
                Permission.STATUS_READ,
                "区域网络",
                "Regional networks")
            .about("各网络的成员与链路状态。", "Members of each network and the links to them."),
        NavigationEntry.administration("/activities", Permission.ACTIVITY_READ, "服务台账", "Ledger")
            .about("本中心提供的服务，只增不改。", "What this centre has done; lines are only added."),
        NavigationEntry.administration("/policies", Permission.POLICY_READ, "共享规则", "Sharing rules")
            .about("哪些成员可以检索和获取哪些文献库。", "Who may search and fetch which collection."),
        NavigationEntry.administration("/feeds", Permission.FEED_READ, "信息流", "Feeds")
            .about("各中心的签名信息流、分叉与未能应用的条目。", "Signed feeds, forks, entries without effect."),
        NavigationEntry.administration("/users", Permission.ACCOUNT_ADMINISTER, "用户", "Users")
            .about("账号、角色、一次性代码与接口令牌。", "Accounts, roles, one-time codes and tokens."),
        NavigationEntry.administration("/doctor", Permission.STATUS_READ, "诊断", "Diagnosis")
            .about("本节点有何问题、如何解决。", "What is wrong with this node, and the cure."),
        NavigationEntry.administration("/audit", Permission.AUDIT_READ, "审计日志", "Audit log")
            .about("与安全有关的事件，可导出和校验。", "Events of security, to read and export."));
  }

  private Optional<HttpsCertificate> certificate() {
    return web.flatMap(WebServer::certificate);
  }

  /** A member's role on the roster in force; of somebody who left meanwhile the lesser one. */
  private MemberRole role(PeerId peer) {
    Federation federation = running;
    if (federation == null) {
      return MemberRole.MEMBER;
    }
    return federation
        .memberships()
        .roster(peer.network())
        .member(peer.node())
        .map(Member::role)
        .orElse(MemberRole.MEMBER);
  }

  private static List<Roster> rosters(Federation federation) {
    return networks(federation).stream().map(federation.memberships()::roster).toList();
  }

  private static List<NetworkId> networks(Federation federation) {
    return federation.memberships().list().stream().map(MembershipSummary::network).toList();
  }

  private IndexConfig indexConfig() {
    return new IndexConfig(searchThreads(), IMPORT_BUFFER_MEGABYTES);
  }

  private int searchThreads() {
    int threads = config.search().threads();
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  private SearchShare searchShare() {
    Duration perSecond = Duration.ofMillis(10L * searchThreads() * config.search().peerPercent());
    Duration burst = config.search().peerBurst();
    return new SearchShare(
        perSecond, burst.compareTo(perSecond) < 0 ? perSecond : burst, config.search().peerCalls());
  }

  private FederationSettings federationSettings() {
    NodeConfig.Identity identity = config.node();
    return new FederationSettings(
        identity.id(),
        InstanceId.of(config.home()),
        new Names(identity.nameZh(), identity.nameEn().orElse("")),
        identity.region().orElse(""),
        version,
        endpoint(config.grpc().bind()),
        config.advertised().address().map(Node::endpoint),
        config.resolve(config.folders().keys()),
        config.resolve(config.secrets().keyPassphraseFile()),
        limits(),
        details(identity));
  }

  private static CentreDetails details(NodeConfig.Identity identity) {
    List<Contact> contacts = new ArrayList<>();
    identity.contactPerson().ifPresent(text -> contacts.add(new Contact("person", text)));
    identity.contactPhone().ifPresent(text -> contacts.add(new Contact("phone", text)));
    identity.contactEmail().ifPresent(text -> contacts.add(new Contact("email", text)));
    identity.contactAddress().ifPresent(text -> contacts.add(new Contact("address", text)));
    identity.contactWeb().ifPresent(text -> contacts.add(new Contact("web", text)));
    return new CentreDetails(identity.hostType().orElse(""), identity.phase().orElse(""), contacts);
  }

  private LinkLimits limits() {
    LinkLimits usual = LinkLimits.defaults();
    NodeConfig.Link link = config.link();
    LinkLimits patient =
        usual.with(
            new StreamLimits(
                usual.stream().settledWithin(),
                link.pingEvery(),
                link.pongWithin(),
                link.stalledAfter(),
                link.noCreditAfter(),
                link.streamsPerMinute(),
                link.controlFramesPerSecond()),
            new BreakerLimits(
                link.breakerFailures(),
                link.breakerOver(),
                link.breakerCostly(),
                link.breakerSlow(),
                link.breakerFirstBan(),
                link.breakerMaxBan()));
    return patient.with(
        Math.toIntExact(config.grpc().maxMessageSize().bytes()),
        config.grpc().maxCallsPerPeer(),
        usual.firstMessageWithin(),
        usual.handshakeTimeout());
  }

  private static Endpoint endpoint(HostPort address) {
    return new Endpoint(address.host(), address.port());
  }

  private WebConfig webConfig() {
    NodeConfig.Http http = config.http();
    HostPort bind = http.bind();
    List<String> names = new ArrayList<>(bind.names());
    names.addAll(http.ownNames());
    return WebConfig.of(bind.host(), bind.port())
        .with(
            names,
            http.certificateFile()
                .map(
                    file ->
                        new HttpsFiles(
                            config.resolve(file),
                            http.keyFile().map(config::resolve),
                            http.keyPassphraseFile().map(config::resolve))));
  }

  private AccountRoom accounts(Store store, AuditLog audit, InstantSource clock) {
    NodeConfig.Identity identity = config.node();
    List<String> names = new ArrayList<>(List.of(identity.id().value(), identity.nameZh()));
    identity.nameEn().ifPresent(names::add);
    return new AccountRoom(
        identity.id().value(),
        store,
        hasher(),
        new AccountPolicy(config.accounts().separateDuties(), config.needsSecondFactor(), names),
        clock,
        System::nanoTime,
        audit,
        AdminToken.read(config.resolve(config.secrets().adminTokenFile())),
        config.home().resolve("setup.code"),
        Desk::forget);
  }

  private static PasswordHasher hasher() {
    Passwords passwords = new Passwords();
    return new PasswordHasher() {
      @Override
      public String hash(char[] password) {
        return passwords.hash(new String(password));
      }

      @Override
      public boolean verify(char[] password, String stored) {
        return passwords.verify(new String(password), stored);
      }

      @Override
      public boolean outdated(String stored) {
        return passwords.outdated(stored);
      }
    };
  }

  private static NumberForms numbers() {
    return new NumberForms() {
      @Override
      public boolean looksLikeNumber(String text) {
        return Numbers.looksLikeNumber(text);
      }

      @Override
      public List<String> queryForms(String text) {
        return List.copyOf(Numbers.queryForms(text));
      }
    };
  }

  private void lockHome() throws IOException {
    FileChannel channel =
        closing(
            FileChannel.open(
                config.home().resolve("node.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE));
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "Another process serves the node of " + config.home());
    }
  }

  private Path folder(Path relative) throws IOException {
    return Files.createDirectories(config.resolve(relative));
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.push(part);
    return part;
  }

  /** The port of the HTTP side. */
  public int httpPort() {
    return httpPort;
  }

  /** The file with the code of the first set-up, when there was no account at the start. */
  public Optional<Path> setupCodeFile() {
    return setupCodeFile;
  }

  /** The port that peers call. */
  public int grpcPort() {
    return grpcPort;
  }

  /** All routes as a Markdown table by path, for the reference of operators. */
  public String routes() {
    return routes.markdownTable();
  }

  /** Stops everything in reverse order of the start; a part that fails to close is logged. */
  @Override
  public void close() {
    boolean wasReady = ready;
    ready = false;
    if (wasReady) {
      log.info("Node {} stops", config.node().id());
    }
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        if (wasReady && part instanceof AuditTrail trail) {
          trail.nodeStopped(config.node().id().value());
        }
        part.close();
      } catch (Exception failure) {
        log.error("{} did not close", part.getClass().getSimpleName(), failure);
      }
    }
  }
}
