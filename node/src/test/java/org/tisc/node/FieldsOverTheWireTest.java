package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Preset;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Validity;
import org.tisc.federation.policy.Verb;
import org.tisc.node.corpus.Mapped;
import org.tisc.node.document.DocumentParts;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.MemoryFolder;
import org.tisc.proto.federation.v1.BooleanClause;
import org.tisc.proto.federation.v1.BooleanQuery;
import org.tisc.proto.federation.v1.ConstantQuery;
import org.tisc.proto.federation.v1.DisplayCopy;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.FetchRequest;
import org.tisc.proto.federation.v1.Occur;
import org.tisc.proto.federation.v1.PrefixQuery;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.RangeQuery;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;
import org.tisc.proto.federation.v1.TermQuery;

/**
 * A field that is not allowed never leaves: every serialised answer of a real index over real
 * mutual TLS, looked through byte by byte for the content of each hidden field. Every field of the
 * document holds a word that stands nowhere else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldsOverTheWireTest {
  private static final int OWNER = 0;
  private static final int ASKER = 1;
  private static final String KEY = "PATENT:CN:110083831:A";

  /** Words by field, each in every part of the document that belongs to the field. */
  private static final Map<String, List<String>> WORDS = words();

  private static final String DOCUMENT =
      """
      {"schema":"tisc.document/1","kind":"PATENT","office":"CN","number":"110083831","kindCode":"A",\
      "titles":{"en":"battery zqtitle","zh":"zqtitletwo"},"abstracts":{"en":"battery zqabstract"},\
      "claims":{"en":"battery zqclaims"},"description":{"en":"battery zqdescription"},\
      "applicants":[{"names":{"en":"zqapplicant"},"country":"CN","address":"zqaddress"}],\
      "inventors":["zqinventor"],"ipc":["H01M 10/0525"],"cpc":["G06F 17/30"],"locarno":["14-03"],\
      "niceClasses":[31],"goods":{"en":"zqgoods"},"product":{"en":"zqproduct"},"region":"110105",\
      "holder":{"names":{"en":"zqholder"},"country":"DE"},"creators":["zqcreator"],\
      "firstExploitation":"1999-02-03","applicationNumber":"CN201710601862.5",\
      "applicationDate":"2017-07-21","doi":"10.1000/zqdoi","keywords":["zqkeyword"],\
      "publicationDate":"2019-08-02","priorities":[{"office":"US","number":"zqpriority","date":"2016-01-02"}],\
      "family":"zqfamily","citations":[{"number":"US1234567","text":"zqcitation"}],\
      "legalStatus":"IN_FORCE","legalEvents":[{"code":"zqevent","date":"2020-05-06","text":"zqeventtext"}],\
      "media":[{"name":"zqmedia.pdf","mediaType":"application/pdf",\
      "sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}],\
      "extra":{"agent":"zqextra"}}\
      """;

  @TempDir(factory = MemoryFolder.class)
  private static Path folder;

  private OracleRegion region;

  private static Map<String, List<String>> words() {
    Map<String, List<String>> words = new LinkedHashMap<>();
    words.put("title", List.of("zqtitle", "zqtitletwo"));
    words.put("abstract", List.of("zqabstract"));
    words.put("claims", List.of("zqclaims"));
    words.put("description", List.of("zqdescription"));
    words.put("applicant", List.of("zqapplicant", "zqaddress", "zqholder"));
    words.put("inventor", List.of("zqinventor", "zqcreator"));
    words.put("keywords", List.of("zqkeyword"));
    words.put("goods", List.of("zqgoods"));
    words.put("product", List.of("zqproduct"));
    words.put("region", List.of("110105"));
    words.put("ipc", List.of("H01M"));
    words.put("cpc", List.of("G06F"));
    words.put("locarno", List.of("14-03"));
    words.put("nice", List.of("niceClasses"));
    words.put("number", List.of("201710601862"));
    words.put("applicationDate", List.of("2017-07-21"));
    words.put("publicationDate", List.of("2019-08-02"));
    words.put("priorityDate", List.of("zqpriority", "2016-01-02"));
    words.put("firstExploitation", List.of("1999-02-03"));
    words.put("status", List.of("IN_FORCE"));
    words.put("legalEventDate", List.of("zqevent", "2020-05-06"));
    words.put("family", List.of("zqfamily"));
    words.put("cited", List.of("zqcitation", "US1234567"));
    words.put("doi", List.of("zqdoi"));
    words.put("media", List.of("zqmedia", "aaaaaaaa"));
    words.put("extra", List.of("zqextra"));
    return words;
  }

  @BeforeAll
  void start() {
    region = OracleRegion.start(folder, 2);
    region.index(OWNER).create("patents", CollectionSettings.of("PATENT"));
    try (CollectionWriter writer = region.index(OWNER).writer("patents")) {
      writer.put(Mapped.of(DOCUMENT));
      writer.commit();
    }
  }

  @AfterAll
  void stop() throws Exception {
    region.close();
  }

  private SearchServiceBlockingStub owner() {
    return SearchServiceGrpc.newBlockingStub(region.channel(ASKER, OWNER))
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private void rules(Terms... terms) {
    for (Rule rule : region.policy(OWNER).rules().rules()) {
      region.policy(OWNER).remove("test", Optional.empty(), rule.number());
    }
    for (Terms one : terms) {
      region.policy(OWNER).add("test", Optional.empty(), one, "");
    }
  }

  private static Terms terms(Effect effect, Set<String> fields) {
    return new Terms(
        effect,
        Subject.parse("any"),
        Target.parse("patents"),
        EnumSet.allOf(Verb.class),
        fields,
        Quota.NONE,
        Validity.ALWAYS);
  }

  private static Query word(String field, String word) {
    return Query.newBuilder()
        .setTerm(TermQuery.newBuilder().setField(field).setTerm(ByteString.copyFromUtf8(word)))
        .build();
  }

  /** Everything there is to see with this query, in bytes. */
  private List<ByteString> everything(Query query) {
    List<ByteString> said = new ArrayList<>();
    StatisticsResponse statistics =
        owner().statistics(StatisticsRequest.newBuilder().setQuery(query).build());
    said.add(statistics.toByteString());
    said.add(
        owner()
            .search(
                SearchRequest.newBuilder()
                    .setLease(statistics.getLease())
                    .setQuery(query)
                    .setStatistics(statistics.getStatistics())
                    .setLimit(10)
                    .build())
            .toByteString());
    said.add(
        owner()
            .display(
                DisplayRequest.newBuilder()
                    .setLease(statistics.getLease())
                    .setQuery(query)
                    .addKeys(KEY)
                    .addRender(DisplayCopy.newBuilder().setKey(0).setCollection(0))
                    .build())
            .toByteString());
    said.add(owner().fetch(FetchRequest.newBuilder().setKey(KEY).build()).toByteString());
    return said;
  }

  private static boolean holds(List<ByteString> said, String word) {
    byte[] wanted = word.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (ByteString bytes : said) {
      for (int at = 0; at + wanted.length <= bytes.size(); at++) {
        int matched = 0;
        while (matched < wanted.length && bytes.byteAt(at + matched) == wanted[matched]) {
          matched++;
        }
        if (matched == wanted.length) {
          return true;
        }
      }
    }
    return false;
  }

  private static ErrorInfo refused(Runnable call) throws Exception {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure).isNotNull();
    return Objects.requireNonNull(StatusProto.fromThrowable(failure))
        .getDetails(0)
        .unpack(ErrorInfo.class);
  }

  @Test
  void everyFieldThatARuleMayNameIsLookedFor() {
    assertThat(WORDS.keySet()).containsExactlyElementsOf(DocumentParts.fields());
    rules(Terms.everything(Subject.parse("any"), Target.parse("patents")));
    List<ByteString> said = everything(word("title", "battery"));
    WORDS.forEach(
        (field, words) -> words.forEach(word -> assertThat(holds(said, word)).as(word).isTrue()));
    // Whole documents leave byte for byte as they are kept.
    assertThat(owner().fetch(FetchRequest.newBuilder().setKey(KEY).build()).getDocument())
        .isEqualTo(Mapped.of(DOCUMENT).json());
  }

  @Test
  void aFieldThatIsDeniedNeverLeavesAndAllOthersDo() {
    for (String hidden : DocumentParts.fields()) {
      rules(terms(Effect.ALLOW, Set.of()), terms(Effect.DENY, Set.of(hidden)));
      List<ByteString> said =
          everything(word(hidden.equals("title") ? "abstract" : "title", "battery"));
      assertLeft(said, Set.of(hidden));
    }
  }

  @Test
  void onlyTheFieldsThatAreAllowedLeave() {
    for (String shown : List.of("title", "abstract", "claims", "description")) {
      rules(terms(Effect.ALLOW, Set.of(shown)));
      Set<String> hidden = new HashSet<>(DocumentParts.fields());
      hidden.remove(shown);
      assertLeft(everything(word(shown, "battery")), hidden);
    }
    rules(
        Preset.OPEN.terms(Subject.parse("network:elsewhere"), Target.parse("patents")),
        new Terms(
            Effect.ALLOW,
            Subject.parse("any"),
            Target.parse("any"),
            EnumSet.of(Verb.SEARCH, Verb.FETCH),
            Preset.RESTRICTED.terms(Subject.parse("any"), Target.parse("any")).fields(),
            Quota.NONE,
            Validity.ALWAYS));
    Set<String> hidden = new HashSet<>(DocumentParts.fields());
    hidden.removeAll(Preset.RESTRICTED.terms(Subject.parse("any"), Target.parse("any")).fields());
    assertThat(hidden).contains("inventor", "description", "extra");
    assertLeft(everything(word("title", "battery")), hidden);
  }

  private static void assertLeft(List<ByteString> said, Set<String> hidden) {
    WORDS.forEach(
        (field, words) ->
            words.forEach(
                word ->
                    assertThat(holds(said, word))
                        .as("%s of %s, hidden: %s", word, field, hidden)
                        .isEqualTo(!hidden.contains(field))));
  }

  @Test
  void noClauseOfAnyFormNamesAFieldThatIsDenied() throws Exception {
    for (IndexField field : IndexField.values()) {
      Set<String> told = DocumentParts.toldBy(field.fieldName());
      Set<String> denied = new HashSet<>(told);
      denied.remove("key");
      if (denied.isEmpty()) {
        continue;
      }
      for (String one : denied) {
        rules(terms(Effect.ALLOW, Set.of()), terms(Effect.DENY, Set.of(one)));
        for (Query query : forms(field)) {
          ErrorInfo info =
              refused(
                  () -> owner().statistics(StatisticsRequest.newBuilder().setQuery(query).build()));
          assertThat(info.getReason()).isEqualTo("DENIED");
          // Named as the peer named it, with a decision that the audit of the owner has.
          assertThat(info.getMetadataOrThrow("field")).isEqualTo(field.fieldName());
          assertThat(region.events().refusals())
              .extracting(refusal -> refusal.refusal().decision())
              .contains(info.getMetadataOrThrow("decision"));
        }
        laterRoundsRefuseItToo(field);
      }
      // One refusal more would be told by a common id.
      region.clock().advance(java.time.Duration.ofMinutes(1));
    }
  }

  private static List<Query> forms(IndexField field) {
    Query plain =
        field.type() == IndexField.Type.NUMBER
            ? Query.newBuilder()
                .setRange(RangeQuery.newBuilder().setField(field.fieldName()).setFrom(0).setTo(99))
                .build()
            : word(field.fieldName(), "zq");
    List<Query> forms = new ArrayList<>(List.of(plain));
    if (field.type() != IndexField.Type.NUMBER) {
      forms.add(
          Query.newBuilder()
              .setPrefix(
                  PrefixQuery.newBuilder()
                      .setField(field.fieldName())
                      .setPrefix(ByteString.copyFromUtf8("zq")))
              .build());
    }
    for (Occur occur : List.of(Occur.OCCUR_MUST_NOT, Occur.OCCUR_FILTER, Occur.OCCUR_SHOULD)) {
      forms.add(
          Query.newBuilder()
              .setBoolean(
                  BooleanQuery.newBuilder()
                      .addClauses(
                          BooleanClause.newBuilder()
                              .setOccur(Occur.OCCUR_MUST)
                              .setQuery(word("key", KEY)))
                      .addClauses(BooleanClause.newBuilder().setOccur(occur).setQuery(plain)))
              .build());
    }
    return forms;
  }

  private static Query constant(Query query) {
    return Query.newBuilder()
        .setConstant(ConstantQuery.newBuilder().setQuery(query).setScore(1))
        .build();
  }

  /** A lease that was opened with a harmless query is no way around. */
  private void laterRoundsRefuseItToo(IndexField field) throws Exception {
    Query harmless = constant(word("key", KEY));
    Query forbidden = forms(field).getFirst();
    StatisticsResponse lease =
        owner().statistics(StatisticsRequest.newBuilder().setQuery(harmless).build());
    ErrorInfo search =
        refused(
            () ->
                owner()
                    .search(
                        SearchRequest.newBuilder()
                            .setLease(lease.getLease())
                            .setQuery(constant(forbidden))
                            .setStatistics(lease.getStatistics())
                            .setLimit(1)
                            .build()));
    assertThat(search.getReason()).isEqualTo("DENIED");
    ErrorInfo display =
        refused(
            () ->
                owner()
                    .display(
                        DisplayRequest.newBuilder()
                            .setLease(lease.getLease())
                            .setQuery(forbidden)
                            .addKeys(KEY)
                            .build()));
    assertThat(display.getReason()).isEqualTo("DENIED");
  }

  @Test
  void aFieldDeniedBetweenTwoRoundsIsNotShownInTheNext() {
    rules(terms(Effect.ALLOW, Set.of()));
    Query query = word("title", "battery");
    StatisticsResponse lease =
        owner().statistics(StatisticsRequest.newBuilder().setQuery(query).build());
    rules(terms(Effect.ALLOW, Set.of()), terms(Effect.DENY, Set.of("applicant")));
    ByteString shown =
        owner()
            .display(
                DisplayRequest.newBuilder()
                    .setLease(lease.getLease())
                    .setQuery(query)
                    .addKeys(KEY)
                    .addRender(DisplayCopy.newBuilder().setKey(0).setCollection(0))
                    .build())
            .toByteString();
    assertThat(holds(List.of(shown), "zqtitle")).isTrue();
    assertThat(holds(List.of(shown), "zqapplicant")).isFalse();
    region.share(OWNER, "patents", new Sharing.None());
  }
}
