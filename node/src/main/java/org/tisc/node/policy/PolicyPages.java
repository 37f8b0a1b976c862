package org.tisc.node.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Policy;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The pages of the rules of sharing. A change is shown with what it does before it is made; what
 * was confirmed is made only while the rules are those that were looked at. Thread-safe.
 */
final class PolicyPages {
  private static final String PATH = "/policies";
  private static final int OK = 200;

  private final PolicyHttp http;
  private final Policy policy;
  private final Members members;
  private final Messages messages = Messages.of(PolicyPages.class);
  private final Problems problems = new Problems();

  PolicyPages(PolicyHttp http, Policy policy, Members members) {
    this.http = http;
    this.policy = policy;
    this.members = members;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        PATH,
        Permission.POLICY_READ,
        "The page of sharing rules: who may do what with which collection, and why.",
        exchange -> page(exchange, Optional.empty()));
    routes.add(
        "POST",
        PATH + "/preview",
        Permission.POLICY_ADMINISTER,
        "The page that shows what a change of the rules would do.",
        this::preview);
    routes.add(
        "POST",
        PATH + "/change",
        Permission.POLICY_ADMINISTER,
        "Make a change of the rules that was shown.",
        this::change);
    // Where a browser comes back to after it changed the language on an answer to a form.
    for (String answered : List.of("/preview", "/change")) {
      routes.add(
          "GET",
          PATH + answered,
          Permission.POLICY_READ,
          "Back to the page of sharing rules.",
          _ -> Reply.seeOther(PATH));
    }
  }

  private Reply page(Exchange exchange, Optional<TiscException> failure) {
    PolicyViews views = new PolicyViews(messages, exchange.locale());
    Optional<TiscException> problem = failure;
    List<PolicyView.Answer> answers = List.of();
    Optional<String> peer = exchange.parameter("peer");
    Optional<String> collection = exchange.parameter("collection");
    if (failure.isEmpty() && peer.isPresent() && collection.isPresent()) {
      try {
        answers = views.answers(http.explain(peer.get(), collection.get(), Optional.empty()));
      } catch (TiscException refused) {
        problem = Optional.of(refused);
      }
    }
    PolicyView view =
        views.page(
            new PolicyViews.Parts(policy, http, members),
            exchange.caller().may(Permission.POLICY_ADMINISTER),
            exchange.parameter("changed"),
            problem.map(one -> sentence(one, exchange)),
            new PolicyView.Question(
                failure.isPresent() ? "" : peer.orElse(""),
                failure.isPresent() ? "" : collection.orElse(""),
                answers));
    return new Reply.Page(
        problem.map(one -> Problems.status(one.reason())).orElse(OK),
        "policy/policies.jte",
        Map.of("view", view));
  }

  private String sentence(TiscException failure, Exchange exchange) {
    if (failure.reason().kind() == Kind.INTERNAL) {
      throw failure;
    }
    return messages.text(
        exchange.locale(),
        "problem",
        problems.title(failure.reason(), exchange.locale()),
        String.valueOf(failure.getMessage()));
  }

  private Reply preview(Exchange exchange) {
    PolicyForm form = PolicyForm.of(exchange);
    try {
      PolicyReply.Changed changed = made(exchange, form, true);
      return new Reply.Page(
          OK,
          "policy/preview.jte",
          Map.of(
              "preview",
              new PolicyViews(messages, exchange.locale())
                  .preview(form.withVersion(changed.version()), changed)));
    } catch (TiscException refused) {
      return page(exchange, Optional.of(refused));
    }
  }

  private Reply change(Exchange exchange) {
    try {
      PolicyReply.Changed changed = made(exchange, PolicyForm.of(exchange), false);
      return Reply.seeOther(PATH + "?changed=" + changed.version());
    } catch (TiscException refused) {
      return page(exchange, Optional.of(refused));
    }
  }

  private PolicyReply.Changed made(Exchange exchange, PolicyForm form, boolean preview) {
    String actor = exchange.caller().name();
    return form.removes().isPresent()
        ? http.remove(actor, form.removes().get(), form.version(), preview)
        : http.add(actor, form.input(), preview);
  }
}
