package org.tisc.node.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.job.Job;
import org.tisc.node.job.JobHttp;
import org.tisc.node.job.JobState;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of exported lists of hits. Thread-safe. */
final class ExportHttp {
  /** The page of one export; its one parameter is {@code view}. */
  static final String TEMPLATE = "search/export.jte";

  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  /** Keys that a sentence names. */
  private static final int NAMED = 20;

  private final SearchExports exports;
  private final JobHttp jobs;
  private final BiFunction<Exchange, SearchInput, SearchRequest> reading;

  /**
   * Routes.
   *
   * @param reading reads the parameters of a search and raises what is wrong with them
   */
  ExportHttp(
      SearchExports exports,
      JobHttp jobs,
      BiFunction<Exchange, SearchInput, SearchRequest> reading) {
    this.exports = exports;
    this.jobs = jobs;
    this.reading = reading;
  }

  void declare(Routes routes) {
    routes.add(
        "POST",
        "/api/v1/search/exports",
        Permission.SEARCH,
        "Makes a file of the hits of a search as a job; format= is csv, xlsx, ris or jsonl, most="
            + " up to 50000, columns= those of a table.",
        exchange ->
            new Reply.Json(
                ACCEPTED,
                jobs.view(submit(exchange, SearchInput.ofPost(exchange)), exchange.locale())));
    routes.add(
        "GET",
        "/api/v1/search/exports/{job}",
        Permission.SEARCH,
        "One export of the caller, with state, progress and result.",
        exchange -> Reply.ok(jobs.view(find(exchange), exchange.locale())));
    routes.add(
        "DELETE",
        "/api/v1/search/exports/{job}",
        Permission.SEARCH,
        "Asks an export of the caller to end.",
        exchange ->
            Reply.ok(
                jobs.view(
                    exports.cancel(exchange.path("job"), exchange.caller().name()),
                    exchange.locale())));
    routes.add(
        "GET",
        "/api/v1/search/exports/{job}/file",
        Permission.SEARCH,
        "The file of an export that is done; kept for 24 hours.",
        this::file);
    routes.add(
        "POST",
        "/search/exports",
        Permission.SEARCH,
        "Makes a file of the hits of a search, then shows the page of that export.",
        exchange ->
            Reply.seeOther("/search/exports/" + submit(exchange, SearchInput.of(exchange)).id()));
    routes.add(
        "GET",
        "/search/exports/{job}",
        Permission.SEARCH,
        "The page of one export of the caller.",
        exchange ->
            new Reply.Page(
                OK,
                TEMPLATE,
                Map.of("view", view(find(exchange), SearchTexts.in(exchange.locale())))));
  }

  private Job find(Exchange exchange) {
    return exports.find(exchange.path("job"), exchange.caller().name());
  }

  private Job submit(Exchange exchange, SearchInput input) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    SearchRequest request = reading.apply(exchange, input);
    List<Violation> violations = new ArrayList<>();
    SearchExports.Form form = form(input, texts, violations);
    int most = most(input.get("most"));
    if (most < 1) {
      violations.add(
          Violation.of(
              "most", texts.of("number.range", "1", Integer.toString(SearchExports.MOST))));
    }
    if (!violations.isEmpty()) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT, texts.of("request.refused", violations.size()), violations);
    }
    return exports.submit(request, form, most, exchange.caller().name(), texts);
  }

  /** The form of a file as parameters name it; what is wrong with them becomes violations. */
  static SearchExports.Form form(SearchInput input, SearchTexts texts, List<Violation> violations) {
    Optional<ExportFormat> format = input.get("format").flatMap(ExportFormat::named);
    if (format.isEmpty()) {
      String known =
          Stream.of(ExportFormat.values())
              .map(ExportFormat::extension)
              .collect(Collectors.joining(", "));
      violations.add(Violation.of("format", texts.of("export.format", known)));
    }
    return new SearchExports.Form(
        format.orElse(ExportFormat.CSV),
        HitColumns.named(input.list("columns"), texts, violations));
  }

  /** 0 for what is no number of hits. */
  private static int most(Optional<String> said) {
    if (said.isEmpty()) {
      return SearchExports.MOST;
    }
    String text = said.get().strip();
    int most = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    return most > SearchExports.MOST ? 0 : most;
  }

  private Reply file(Exchange exchange) {
    Path file = exports.file(exchange.path("job"), exchange.caller().name());
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return new Reply.Stream(
        OK,
        ExportFormat.named(extension).orElseThrow().contentType(),
        Map.of(
            "Content-Disposition",
            "attachment; filename=\"" + name + "\"",
            "Content-Length",
            Long.toString(size(file))),
        out -> Files.copy(file, out));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      throw new TiscException(Reason.NOT_FOUND, "this export has no file any more", gone);
    }
  }

  private static String names(List<String> keys, SearchTexts texts) {
    String first =
        keys.stream().limit(NAMED).collect(Collectors.joining(texts.of("list.separator")));
    return keys.size() > NAMED ? texts.of("export.names", first, keys.size()) : first;
  }

  private static ExportView view(Job job, SearchTexts texts) {
    boolean done = job.state() == JobState.DONE;
    List<String> notes = new ArrayList<>();
    if (done) {
      SearchExports.Result result =
          Json.mapper().readValue(job.result().orElse("{}"), SearchExports.Result.class);
      if (result.withheld() > 0) {
        notes.add(texts.of("export.withheld", result.withheld()));
      }
      if (!result.exact()) {
        notes.add(
            texts.of("export.inexact", String.join(texts.of("list.separator"), result.missing())));
      }
      if (result.more()) {
        notes.add(texts.of("export.more", result.documents() + result.withheld()));
      }
      result.gone().ifPresent(keys -> notes.add(texts.of("export.gone", names(keys, texts))));
      result
          .unreached()
          .ifPresent(keys -> notes.add(texts.of("export.unreached", names(keys, texts))));
      if (result.ownShape().isPresent()) {
        notes.add(texts.of("export.ownShape"));
      }
      notes.add(texts.of("export.kept"));
    }
    job.failure()
        .ifPresent(
            failure ->
                notes.add(
                    texts
                        .find("failure." + failure.reason().name())
                        .orElseGet(() -> texts.of("failure.other", failure.reason().name()))));
    return new ExportView(
        texts,
        job.id(),
        job.state().ended(),
        texts.of("export.state." + job.state().name()),
        job.progress()
            .total()
            .map(total -> texts.of("export.progress", job.progress().done(), total))
            .orElse(""),
        done ? Optional.of("/api/v1/search/exports/" + job.id() + "/file") : Optional.empty(),
        notes);
  }
}
