package org.tisc.node.web;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What every page knows: language, caller, form token, navigation. A template takes it as its
 * parameter {@code frame} and hands it to {@code @template.web.frame}.
 */
public final class Frame {
  /** The hidden field that carries the form token. */
  public static final String FORM_TOKEN_FIELD = "_token";

  private final Locale locale;
  private final Caller caller;
  private final String formToken;
  private final String location;
  private final Messages own;
  private final Messages web;
  private final Assets assets;
  private final List<NavigationEntry> navigation;

  Frame(Visitor visitor, Messages own, Messages web, Assets assets, List<NavigationEntry> places) {
    this.locale = visitor.locale();
    this.caller = visitor.caller();
    this.formToken = visitor.formToken();
    this.location = visitor.location();
    this.own = own;
    this.web = web;
    this.assets = assets;
    this.navigation = places.stream().filter(place -> caller.may(place.permission())).toList();
  }

  /** Who looks at the page, from where; {@code location} is the path and query to come back to. */
  record Visitor(Locale locale, Caller caller, String formToken, String location) {}

  /** The language of the page. */
  public Locale locale() {
    return locale;
  }

  /** The value of the page's {@code lang} attribute (BCP 47). */
  public String language() {
    return locale.getLanguage().equals("zh") ? "zh-CN" : locale.getLanguage();
  }

  /** Who is looking. */
  public Caller caller() {
    return caller;
  }

  /** Whether somebody is signed in. */
  public boolean signedIn() {
    return !caller.equals(Caller.ANONYMOUS);
  }

  /** Whether the caller may open the page of the own account. */
  public boolean hasOwnAccount() {
    return caller.may(Permission.ACCOUNT_OWN);
  }

  /** The value of the hidden field {@code _token} that every form posts. */
  public String formToken() {
    return formToken;
  }

  /** Path and query of this page. */
  public String location() {
    return location;
  }

  /** A text of the page's own room, or of the web room where it has none of that key. */
  public String text(String key, Object... arguments) {
    return (own.has(key) ? own : web).text(locale, key, arguments);
  }

  /** A time to the minute. */
  public String time(Instant time) {
    return Times.minute(time);
  }

  /** The path of an asset. */
  public String asset(String name) {
    return assets.path(name);
  }

  /** The parts of the navigation that hold a place for the caller, in order. */
  public List<Section> sections() {
    return Arrays.stream(Section.values()).filter(section -> !places(section).isEmpty()).toList();
  }

  /** The places of one part that the caller may see. */
  public List<NavigationEntry> places(Section section) {
    return navigation.stream().filter(place -> place.section() == section).toList();
  }

  /** The name of the place that the page shown lies at or below; empty for none. */
  public Optional<String> hereName() {
    return navigation.stream().filter(this::here).findFirst().map(place -> place.name(locale));
  }

  /** Whether the page shown lies at a place or below. */
  public boolean here(NavigationEntry place) {
    return place.leadsTo(location);
  }
}
