package org.tisc.federation.link;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;

/**
 * Messages as they are. Inflating is where a small message becomes a large one, so nobody gets to
 * ask for it; a compressed call is refused as unknown.
 */
final class NoCompression {
  private NoCompression() {}

  static CompressorRegistry compressors() {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(Codec.Identity.NONE);
    return registry;
  }

  static DecompressorRegistry decompressors() {
    return DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);
  }
}
