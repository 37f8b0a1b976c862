package org.tisc.federation.blob;

/** The fake keeps the promises of every store. */
final class InMemoryBlobStoreTest extends BlobStoreContract {
  private InMemoryBlobStore store = new InMemoryBlobStore(0);

  @Override
  protected BlobStore store(long quotaBytes) {
    store = new InMemoryBlobStore(quotaBytes);
    return store;
  }

  @Override
  protected BlobStore reopened(long quotaBytes) {
    return store;
  }
}
