package org.tisc.node.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Renders pages from templates that were compiled with the node. Thread-safe. */
final class Pages {
  private static final String ROOMS = "org.tisc.node";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), ROOMS);
  private final Messages web = Messages.of(Pages.class);
  private final Map<String, Messages> byRoom = new ConcurrentHashMap<>();
  private final Assets assets;
  private final List<NavigationEntry> navigation;

  Pages(Assets assets, List<NavigationEntry> navigation) {
    this.assets = assets;
    this.navigation = List.copyOf(navigation);
  }

  /** The page as UTF-8, whole, so that a failing template never sends half a page. */
  byte[] render(Reply.Page page, Frame.Visitor visitor) {
    String room = page.template().substring(0, page.template().indexOf('/'));
    Messages own = byRoom.computeIfAbsent(room, name -> Messages.of(ROOMS + "." + name));
    Map<String, Object> model = new HashMap<>(page.model());
    model.put("frame", new Frame(visitor, own, web, assets, navigation));
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(page.template(), model, output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
