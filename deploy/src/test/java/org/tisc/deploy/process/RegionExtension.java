package org.tisc.deploy.process;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the region, which is started by the first class that wants it and ends with the last.
 * After every class no node may have written a stack trace or a secret.
 */
final class RegionExtension implements ParameterResolver, BeforeAllCallback, AfterAllCallback {
  private static ProcessRegion region(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(RegionExtension.class))
        .getOrComputeIfAbsent(ProcessRegion.class, _ -> ProcessRegion.start(), ProcessRegion.class);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    region(context).awaitWhole();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    region(context).assertHealthy();
    region(context).assertNoSecrets();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ProcessRegion.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return region(context);
  }
}
