package org.tisc.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tisc.federation.blob.Mirror;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;

/**
 * Everything that {@code HOME/node.yaml} says, defaults filled in. The names of the components in
 * snake case are the keys of the file. Membership and sharing are not configuration.
 *
 * @param home the absolute folder that relative paths start from
 */
public record NodeConfig(
    Path home,
    Identity node,
    Http http,
    Grpc grpc,
    Link link,
    Folders folders,
    Secrets secrets,
    Accounts accounts,
    Search search,
    Ingest ingest,
    Feeds feeds,
    Files files,
    Alerts alerts,
    Audit audit,
    Log log) {
  /** The name of the file inside the home folder. */
  public static final String FILE = "node.yaml";

  /** A path of the configuration as an absolute one. */
  public Path resolve(Path path) {
    return home.resolve(path).normalize();
  }

  /** The address at which programs of this machine reach the HTTP side, without last slash. */
  public String localUrl() {
    HostPort bind = http.bind();
    HostPort local = bind.everywhere() ? new HostPort("127.0.0.1", bind.port()) : bind;
    return (http.certificateFile().isPresent() ? "https://" : "http://") + local;
  }

  /** Where peers are told to call; the bound address where nothing is configured. */
  public Advertisement advertised() {
    return grpc.advertise().orElse(new Advertisement(Optional.of(grpc.bind())));
  }

  /** Which centre this is. */
  public record Identity(
      @Setting(
              required = true,
              en = "Name of the node in every network: a-z, 0-9 and hyphens.",
              zh = "节点在各网络中的标识：小写字母、数字和连字符。")
          NodeId id,
      @Setting(required = true, en = "Name of the centre in Chinese.", zh = "中心的中文名称。")
          String nameZh,
      @Setting(en = "Name of the centre in English.", zh = "中心的英文名称。") Optional<String> nameEn,
      @Setting(
              en = "Administrative division by GB/T 2260, six digits.",
              zh = "所在行政区划代码（GB/T 2260，六位数字）。")
          Optional<String> region,
      @Setting(
              en =
                  "Kind of institution: UNIVERSITY, RESEARCH_INSTITUTE, LIBRARY,"
                      + " INFORMATION_INSTITUTE, ASSOCIATION, PARK, PUBLIC_SERVICE, COMPANY or"
                      + " another code in capitals.",
              zh =
                  "机构类型代码：UNIVERSITY 高校、RESEARCH_INSTITUTE 科研院所、LIBRARY 图书馆、"
                      + "INFORMATION_INSTITUTE 情报所、ASSOCIATION 协会、PARK 园区、"
                      + "PUBLIC_SERVICE 公共服务机构、COMPANY 企业，或其他大写代码。")
          Optional<String> hostType,
      @Setting(
              en = "Phase and batch of the national programme, as members shall see it.",
              zh = "所属建设批次，例如“第一期第四批”。")
          Optional<String> phase,
      @Setting(en = "Contact person, on the roster.", zh = "联系人（列入成员名册）。")
          Optional<String> contactPerson,
      @Setting(en = "Telephone, on the roster.", zh = "联系电话（列入成员名册）。")
          Optional<String> contactPhone,
      @Setting(en = "E-mail, on the roster.", zh = "电子邮箱（列入成员名册）。") Optional<String> contactEmail,
      @Setting(en = "Postal address, on the roster.", zh = "通信地址（列入成员名册）。")
          Optional<String> contactAddress,
      @Setting(en = "Web site, on the roster.", zh = "网站（列入成员名册）。") Optional<String> contactWeb) {
    public Identity {
      nameZh = oneLine("node.name_zh", nameZh);
      nameEn = nameEn.map(name -> oneLine("node.name_en", name));
      region.ifPresent(
          code ->
              require(
                  code.matches("[0-9]{6}"), "node.region is six digits such as 110000: " + code));
      hostType.ifPresent(
          code ->
              require(
                  code.matches("[A-Z][A-Z_]{0,31}"),
                  "node.host_type is a code in capitals such as UNIVERSITY: " + code));
      phase = phase.map(text -> plain("node.phase", text, 64));
      contactPerson = contactPerson.map(text -> plain("node.contact_person", text, 200));
      contactPhone = contactPhone.map(text -> plain("node.contact_phone", text, 200));
      contactEmail = contactEmail.map(text -> plain("node.contact_email", text, 200));
      contactAddress = contactAddress.map(text -> plain("node.contact_address", text, 200));
      contactWeb = contactWeb.map(text -> plain("node.contact_web", text, 200));
    }

    /** As the roster takes it: one line without characters that change how others look. */
    private static String plain(String key, String text, int most) {
      String line = text.strip();
      require(
          !line.isEmpty() && line.length() <= most && line.codePoints().allMatch(Identity::shown),
          key + " is 1 to " + most + " characters in one line, without formatting characters");
      return line;
    }

    private static boolean shown(int codePoint) {
      return switch (Character.getType(codePoint)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED ->
            false;
        default -> true;
      };
    }

    private static String oneLine(String key, String name) {
      String line = name.strip();
      require(
          !line.isEmpty()
              && line.length() <= 200
              && line.chars().noneMatch(Character::isISOControl),
          key + " is 1 to 200 characters in one line");
      return line;
    }
  }

  /** Browser and HTTP API. */
  public record Http(
      @Setting(
              value = "127.0.0.1:8470",
              en = "Address of browser and HTTP API; other than loopback needs a certificate.",
              zh = "网页与 HTTP 接口的监听地址；非本机地址必须配置证书。")
          HostPort bind,
      @Setting(
              en = "Further host names and addresses by which browsers call, separated by spaces.",
              zh = "浏览器访问本节点所用的其他主机名或地址，以空格分隔。")
          Optional<String> names,
      @Setting(
              en = "File with the HTTPS certificate chain: PEM, or PKCS#12 (.p12) with the key.",
              zh = "HTTPS 证书链文件：PEM，或含私钥的 PKCS#12（.p12）。")
          Optional<Path> certificateFile,
      @Setting(
              en = "PEM file with the key of that certificate, mode 0600.",
              zh = "该证书的私钥文件（PEM），权限须为 0600。")
          Optional<Path> keyFile,
      @Setting(
              en = "File with the passphrase of the PKCS#12 file, mode 0600.",
              zh = "PKCS#12 文件口令所在文件，权限须为 0600。")
          Optional<Path> keyPassphraseFile) {
    private static final String NAMES =
        "[A-Za-z0-9._:\\[\\]-]{1,253}( +[A-Za-z0-9._:\\[\\]-]{1,253}){0,31}";

    public Http {
      names = names.map(String::strip);
      names.ifPresent(
          text ->
              require(
                  text.matches(NAMES),
                  "http.names is 1 to 32 host names or addresses, separated by spaces: " + text));
      boolean pkcs12 = certificateFile.map(Http::isPkcs12).orElse(false);
      require(
          pkcs12
              ? keyFile.isEmpty() && keyPassphraseFile.isPresent()
              : certificateFile.isPresent() == keyFile.isPresent() && keyPassphraseFile.isEmpty(),
          "http.certificate_file goes with http.key_file where it is PEM, with"
              + " http.key_passphrase_file where it is PKCS#12 (.p12, .pfx)");
      require(
          bind.loopback() || certificateFile.isPresent(),
          "http.bind "
              + bind
              + " can be reached from outside, where plain HTTP is never served: name a certificate"
              + " in http.certificate_file and http.key_file ('tisc certificate --make' makes one),"
              + " or bind 127.0.0.1");
    }

    /** Whether a file of certificates is PKCS#12 by its name. */
    public static boolean isPkcs12(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      return name.endsWith(".p12") || name.endsWith(".pfx");
    }

    /** The further names, each by itself. */
    public List<String> ownNames() {
      return names.map(text -> List.of(text.split(" +"))).orElse(List.of());
    }
  }

  /** What peers call. */
  public record Grpc(
      @Setting(
              value = "127.0.0.1:8471",
              en = "Address that peers call, always with mutual TLS.",
              zh = "其他节点访问的监听地址，始终使用双向 TLS。")
          HostPort bind,
      @Setting(
              en =
                  "Address that peers are told, where it differs from bind; dial-out for a node"
                      + " that nobody can reach and that only dials out.",
              zh = "告知其他节点的地址（与监听地址不同时填写）；填 dial-out 表示他人无法连入、本节点只向外连接。")
          Optional<Advertisement> advertise,
      @Setting(value = "4MiB", en = "Longest message accepted from a peer.", zh = "接受其他节点消息的最大长度。")
          ByteCount maxMessageSize,
      @Setting(
              value = "64",
              max = 10_000,
              en = "Calls of one peer answered at a time; more are told to wait.",
              zh = "同时处理同一节点请求的数量上限。")
          int maxCallsPerPeer) {
    public Grpc {
      require(
          maxMessageSize.bytes() >= 65_536 && maxMessageSize.bytes() <= 256L << 20,
          "grpc.max_message_size is 64KiB to 256MiB: " + maxMessageSize);
      require(
          advertise.isPresent() || !bind.everywhere(),
          "grpc.bind "
              + bind
              + " is no address to call: grpc.advertise must name one, or be dial-out");
    }
  }

  /** Patience with peers; the defaults suit lines within a country. */
  public record Link(
      @Setting(
              value = "15s",
              en = "How often each peer is asked for a sign of life.",
              zh = "向各成员确认对方在线的间隔。")
          Duration pingEvery,
      @Setting(
              value = "10s",
              en = "How long a sign of life may take before the link is cut; more over satellite.",
              zh = "等待对方在线应答的时限，超时即断开；卫星链路可适当延长。")
          Duration pongWithin,
      @Setting(
              value = "10s",
              en = "How long a peer may read nothing that is sent to it before it is cut.",
              zh = "对方不读取数据的容忍时间，超过即断开。")
          Duration stalledAfter,
      @Setting(
              value = "60s",
              en = "How long a peer may give no room for what waits before it is cut.",
              zh = "对方不给发送额度的容忍时间，超过即断开。")
          Duration noCreditAfter,
      @Setting(
              value = "60",
              max = 6_000,
              en = "Streams that one peer may open in a minute.",
              zh = "同一成员每分钟可建立的长连接数。")
          int streamsPerMinute,
      @Setting(
              value = "100",
              max = 10_000,
              en = "Control frames that one peer may send in a second on average.",
              zh = "同一成员每秒可发送的控制帧平均数量。")
          int controlFramesPerSecond,
      @Setting(
              value = "8",
              max = 1_000,
              en = "Calls in a row that cost time without an answer before a peer is left out.",
              zh = "连续多少次耗时且无应答的请求后暂时跳过该成员。")
          int breakerFailures,
      @Setting(
              value = "10s",
              en = "Least time over which those calls are spread.",
              zh = "上述请求至少跨越的时间。")
          Duration breakerOver,
      @Setting(
              value = "500ms",
              en = "A failed call that took less does not count.",
              zh = "失败请求耗时低于此值不计入。")
          Duration breakerCostly,
      @Setting(
              value = "10s",
              en = "An answered call that took this long counts like a failed one.",
              zh = "有应答但耗时达到此值的请求按失败计。")
          Duration breakerSlow,
      @Setting(
              value = "1s",
              en = "How long a peer is left out the first time; doubles from there.",
              zh = "首次跳过的时长，之后逐次加倍。")
          Duration breakerFirstBan,
      @Setting(value = "60s", en = "Longest time a peer is left out.", zh = "跳过的最长时间。")
          Duration breakerMaxBan) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMinutes(10);

    public Link {
      bounded("ping_every", pingEvery);
      bounded("pong_within", pongWithin);
      bounded("stalled_after", stalledAfter);
      bounded("no_credit_after", noCreditAfter);
      bounded("breaker_over", breakerOver);
      bounded("breaker_costly", breakerCostly);
      bounded("breaker_slow", breakerSlow);
      bounded("breaker_first_ban", breakerFirstBan);
      bounded("breaker_max_ban", breakerMaxBan);
      require(
          breakerFirstBan.compareTo(breakerMaxBan) <= 0,
          "link.breaker_first_ban "
              + ConfigText.of(breakerFirstBan)
              + " exceeds link.breaker_max_ban");
    }

    private static void bounded(String key, Duration value) {
      require(
          value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0,
          "link." + key + " is 100ms to 10m: " + ConfigText.of(value));
    }
  }

  /** Where things lie; relative to the home folder. */
  public record Folders(
      @Setting(value = "index", en = "Indexes of the collections.", zh = "各库索引所在目录。") Path index,
      @Setting(
              value = "store",
              en = "Database: rosters, jobs, accounts, sharing.",
              zh = "数据库目录：成员名册、任务、账号、共享策略。")
          Path store,
      @Setting(
              value = "keys",
              en = "Keys and certificates of the memberships.",
              zh = "各网络成员身份的密钥与证书目录。")
          Path keys,
      @Setting(value = "audit", en = "Audit log.", zh = "审计日志目录。") Path audit,
      @Setting(
              value = "work",
              en = "Files of running imports and lists of rejects.",
              zh = "导入过程文件与拒收清单目录。")
          Path work,
      @Setting(value = "log", en = "Log files.", zh = "运行日志目录。") Path log) {}

  /** Files that hold secrets; their text never appears in the configuration. */
  public record Secrets(
      @Setting(
              value = "key.passphrase",
              en = "File with the passphrase that encrypts the keys.",
              zh = "密钥加密口令所在文件。")
          Path keyPassphraseFile,
      @Setting(
              value = "admin.token",
              en = "File with the local administrator's token.",
              zh = "本机管理员令牌所在文件。")
          Path adminTokenFile) {}

  /** People. */
  public record Accounts(
      @Setting(
              value = "true",
              en = "Whether one person holds at most one of ADMINISTRATOR, SECURITY and AUDITOR.",
              zh = "系统管理、安全管理与审计三种角色是否须由不同人员担任（三员分立）。")
          boolean separateDuties,
      @Setting(
              en =
                  "Whether these three roles sign in with a second factor only; without a value,"
                      + " yes unless http.bind is loopback.",
              zh = "上述三种角色登录是否必须使用双因素验证；未填写时，除仅本机访问外一律必须。")
          Optional<Boolean> totpRequired) {}

  /** Whether the three administrators' roles need a second factor in the browser. */
  public boolean needsSecondFactor() {
    return accounts.totpRequired().orElse(!http.bind().loopback());
  }

  /** Limits of queries. */
  public record Search(
      @Setting(
              value = "5s",
              en = "Time for an answer where the asker names none.",
              zh = "未指定时的检索时限。")
          Duration timeout,
      @Setting(value = "60s", en = "Longest time an asker may name.", zh = "允许指定的最长检索时限。")
          Duration maxTimeout,
      @Setting(value = "1000", max = 1000, en = "Most hits on a page.", zh = "每页命中数上限。")
          int maxPageSize,
      @Setting(
              value = "0",
              min = 0,
              max = 1024,
              en = "Threads that search the indexes; 0 is one per processor.",
              zh = "检索索引的线程数；0 表示每个处理器一个。")
          int threads,
      @Setting(
              value = "25",
              max = 100,
              en =
                  "How much of the time of these threads one peer may take in the long run, in"
                      + " percent.",
              zh = "每个成员节点长期可占用这些线程时间的百分比。")
          int peerPercent,
      @Setting(
              value = "30s",
              en =
                  "Time of one thread that a peer may take at once, after it took none for a"
                      + " while.",
              zh = "成员节点闲置一段时间后一次可占用的单线程时间。")
          Duration peerBurst,
      @Setting(
              value = "32",
              max = 1000,
              en = "Calls of one peer that are searched for at the same time.",
              zh = "同时处理的同一成员节点的检索请求数。")
          int peerCalls) {
    public Search {
      require(
          timeout.compareTo(maxTimeout) <= 0,
          "search.timeout " + ConfigText.of(timeout) + " exceeds search.max_timeout");
      require(
          timeout.compareTo(Duration.ofMillis(50)) >= 0
              && maxTimeout.compareTo(Duration.ofSeconds(60)) <= 0,
          "search.timeout is 50ms or more, search.max_timeout at most 60s; not: "
              + ConfigText.of(timeout)
              + " and "
              + ConfigText.of(maxTimeout));
      require(
          peerBurst.compareTo(Duration.ofSeconds(1)) >= 0
              && peerBurst.compareTo(Duration.ofHours(1)) <= 0,
          "search.peer_burst is 1s to 1h; not: " + ConfigText.of(peerBurst));
    }
  }

  /** Limits of imports. */
  public record Ingest(
      @Setting(value = "16GiB", en = "Longest file that an import accepts.", zh = "单个导入文件的最大长度。")
          ByteCount maxFileSize,
      @Setting(value = "16MiB", en = "Longest single document in it.", zh = "文件中单条文献的最大长度。")
          ByteCount maxRecordSize,
      @Setting(value = "1", max = 16, en = "Imports at a time; more wait.", zh = "同时进行的导入任务数。")
          int maxConcurrent) {
    public Ingest {
      require(
          maxRecordSize.bytes() <= maxFileSize.bytes() && maxRecordSize.bytes() <= 1L << 30,
          "ingest.max_record_size is at most 1GiB and at most ingest.max_file_size");
    }
  }

  /** What members share for good. */
  public record Feeds(
      @Setting(
              value = "365d",
              en =
                  "How long the content of superseded revisions is kept, at least 7d; headers"
                      + " stay for ever.",
              zh = "被新修订取代的内容保留多久，至少 7d；条目头永久保留。")
          Duration keepSuperseded,
      @Setting(
              value = "2000000",
              en =
                  "How many entries of one other member, in one network, this node keeps at most;"
                      + " further ones are refused and its sender is told.",
              zh = "每个网络中为每个其他成员最多保留的条目数；超出的条目会被拒收，并告知其发布者。")
          int maxEntriesPerMember,
      @Setting(
              value = "8GiB",
              en = "The same for their length: headers, signatures and content.",
              zh = "同上，按长度计：条目头、签名和内容。")
          ByteCount maxSizePerMember,
      @Setting(
              value = "2GiB",
              en =
                  "How much of one other member this node takes in a day, at least 1MiB; the rest"
                      + " follows on the next days.",
              zh = "每天从每个其他成员最多接收多少，至少 1MiB；其余的随后几天再接收。")
          ByteCount maxSizePerDay) {
    public Feeds {
      require(maxEntriesPerMember >= 1, "feeds.max_entries_per_member is at least 1");
      require(
          maxSizePerDay.bytes() >= 1L << 20,
          "feeds.max_size_per_day is at least 1MiB: " + maxSizePerDay);
      require(
          keepSuperseded.compareTo(Duration.ofDays(7)) >= 0,
          "feeds.keep_superseded is at least 7d: " + ConfigText.of(keepSuperseded));
    }
  }

  /** Files that entries of feeds name: evidence, courseware. */
  public record Files(
      @Setting(
              value = "16GiB",
              en = "Most room for files, own and of others; what exceeds it is refused.",
              zh = "文件（本中心与其他成员的）占用空间上限，超出即拒绝。")
          ByteCount quota,
      @Setting(value = "4GiB", en = "Longest file that this centre shares.", zh = "本中心共享单个文件的最大长度。")
          ByteCount largest,
      @Setting(
              value = "none",
              en =
                  "Files of others that are fetched before anybody asks for them: none, all."
                      + " Pinned files are fetched in any case.",
              zh = "无人请求时预取其他成员文件的范围：none 不预取，all 全部；固定保留的文件总会获取。")
          Mirror mirror,
      @Setting(
              value = "1GiB",
              en = "Longest file that is fetched before anybody asks for it.",
              zh = "预取单个文件的最大长度。")
          ByteCount mirrorLargest) {
    public Files {
      require(
          largest.bytes() >= 1 << 20 && largest.bytes() <= quota.bytes(),
          "files.largest is at least 1MiB and at most files.quota: " + largest);
      require(
          mirrorLargest.bytes() >= 1 && mirrorLargest.bytes() <= quota.bytes(),
          "files.mirror_largest is at most files.quota: " + mirrorLargest);
    }
  }

  /** Risk alerts. */
  public record Alerts(
      @Setting(
              value = "optional",
              en =
                  "Whether a second person reviews each alert before it goes out: required,"
                      + " optional.",
              zh = "预警发布前是否须由他人审核：required 必须，optional 可选。")
          Review review) {
    /** Whether one person may publish alone. */
    public enum Review {
      /** Nobody publishes without a second person. */
      REQUIRED,
      /** Who may write may publish; a review can be asked for. */
      OPTIONAL;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /** The audit log. */
  public record Audit(
      @Setting(
              value = "1095d",
              en = "How long entries are kept, at least 180d; they go by whole months.",
              zh = "审计日志保存期限，至少 180d，按月整体清理。")
          Duration keep,
      @Setting(
              value = "1h",
              en =
                  "How long the log may grow before the networks are told its length and hash, 5m"
                      + " to 24h; after 1,000 entries they are told sooner.",
              zh = "审计日志有新增后，最迟多久向各网络告知其长度与散列值，5m 至 24h；新增满 1000 条时提前告知。")
          Duration checkpointEvery) {
    public Audit {
      require(
          checkpointEvery.compareTo(Duration.ofMinutes(5)) >= 0
              && checkpointEvery.compareTo(Duration.ofHours(24)) <= 0,
          "audit.checkpoint_every is 5m to 24h: " + ConfigText.of(checkpointEvery));
      require(
          keep.compareTo(Duration.ofDays(180)) >= 0,
          "audit.keep is at least 180d: " + ConfigText.of(keep));
    }
  }

  /** The log. */
  public record Log(
      @Setting(
              value = "INFO",
              en = "Least severity written: ERROR, WARN, INFO or DEBUG.",
              zh = "日志级别：ERROR、WARN、INFO 或 DEBUG。")
          Level level) {
    /** How severe a line is. */
    public enum Level {
      /** Something is broken. */
      ERROR,
      /** Something will break or was repaired. */
      WARN,
      /** What the node does. */
      INFO,
      /** How it does it; never query text. */
      DEBUG
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, otherwise);
    }
  }
}
