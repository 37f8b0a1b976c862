package org.tisc.federation.state;

final class InMemoryStateStoreTest extends StateStoreContract {
  @Override
  protected StateStore emptyStore() {
    return new InMemoryStateStore();
  }
}
