package org.tisc.node.search;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of signed reports: a search whose answer is a file that proves itself. */
final class ReportHttp {
  private static final int OK = 200;

  private final ReportSigner signer;
  private final InstantSource clock;
  private final NodeId self;
  private final BiFunction<Exchange, SearchInput, SearchRequest> reading;
  private final BiFunction<Exchange, SearchRequest, SearchReply> answering;

  /**
   * @param reading judges the parameters
   * @param answering searches
   */
  ReportHttp(
      ReportSigner signer,
      InstantSource clock,
      NodeId self,
      BiFunction<Exchange, SearchInput, SearchRequest> reading,
      BiFunction<Exchange, SearchRequest, SearchReply> answering) {
    this.signer = signer;
    this.clock = clock;
    this.self = self;
    this.reading = reading;
    this.answering = answering;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/search/report",
        Permission.SEARCH,
        "The same search as a signed file: query, coverage and ranking, with the roster that proves"
            + " whose signature it is.",
        exchange -> report(exchange, SearchInput.of(exchange)));
    routes.add(
        "POST",
        "/api/v1/search/report",
        Permission.SEARCH,
        "The same with the parameters of the search in a form or a JSON body.",
        exchange -> report(exchange, SearchInput.ofPost(exchange)));
  }

  private Reply report(Exchange exchange, SearchInput input) {
    SearchRequest request = reading.apply(exchange, input);
    NetworkId network =
        network(request.scope()).orElseThrow(() -> refused(SearchTexts.in(exchange.locale())));
    SearchReply answer = answering.apply(exchange, request);
    SearchReport.Said said =
        new SearchReport.Said(
            SearchReport.SCHEMA,
            network.value(),
            self.value(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            exchange.caller().name(),
            ScopeText.of(request.scope()),
            request.kinds().stream().sorted().toList(),
            request.collections().stream().sorted().toList(),
            input.filters(),
            answer);
    byte[] file = Json.mapper().writeValueAsBytes(SearchReport.sign(said, signer));
    String name = "search-report-" + said.at().toString().replaceAll("[^0-9TZ]", "") + ".json";
    return new Reply.Stream(
        OK,
        "application/json; charset=utf-8",
        Map.of(
            "Content-Disposition",
            "attachment; filename=\"" + name + "\"",
            "Content-Length",
            Integer.toString(file.length)),
        out -> out.write(file));
  }

  private static TiscException refused(SearchTexts texts) {
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        texts.of("request.refused", 1),
        List.of(Violation.of("scope", texts.of("report.scope"))));
  }

  /** The network as whose member the node signs; none where only the own collections are asked. */
  private static Optional<NetworkId> network(SearchScope scope) {
    return switch (scope) {
      case SearchScope.Local() -> Optional.empty();
      case SearchScope.WholeNetwork(NetworkId network) -> Optional.of(network);
      case SearchScope.SomePeers(NetworkId network, var _) -> Optional.of(network);
    };
  }
}
