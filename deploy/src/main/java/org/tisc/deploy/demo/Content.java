package org.tisc.deploy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.deploy.sample.SampleCorpus;
import org.tisc.deploy.sample.SampleDocument;
import org.tisc.deploy.sample.SampleKind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What a region is filled with. */
sealed interface Content {
  /** Name of the demo's own sample. */
  String SAMPLE = "sample";

  /** Beginning of the name of generated documents. */
  String DOCUMENTS = "documents:";

  /** Beginning of the name of a folder of files. */
  String DATA = "data:";

  /**
   * The name that the region remembers it by: {@code sample}, {@code documents:N}, {@code
   * data:DIR}.
   */
  String name();

  /** The content of a name. Raises INVALID_ARGUMENT for what is none. */
  static Content named(String name) {
    if (name.equals(SAMPLE)) {
      return Generated.sample();
    }
    if (name.startsWith(DATA)) {
      return new OwnFiles(Path.of(name.substring(DATA.length())));
    }
    try {
      if (name.startsWith(DOCUMENTS)) {
        return Generated.documents(Integer.parseInt(name.substring(DOCUMENTS.length())));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TiscException(Reason.INVALID_ARGUMENT, "the region holds something unknown: " + name);
  }

  /** Whether nodes need more memory than usual to take it in. */
  boolean large();

  /** The files of one share where the content is dealt into so many, opened when read. */
  List<Delivery> share(int share, int shares);

  /** The number of shares that a single node holds side by side, as many nodes would. */
  int sharesOfOne();

  /**
   * The files that a node at a position of a region of so many nodes gets. A single node gets what
   * the nodes of a region would get, each share in collections of its own: a document that two of
   * them hold is there twice, counts twice in the statistics, and so one node and many rank alike.
   */
  default List<Delivery> deliveries(int node, int nodes) {
    if (nodes > 1) {
      return share(node, nodes);
    }
    int shares = sharesOfOne();
    List<Delivery> deliveries = new ArrayList<>(share(0, shares));
    for (int share = 1; share < shares; share++) {
      String suffix = "-" + (share + 1);
      share(share, shares).stream()
          .map(delivery -> delivery.into(delivery.collection() + suffix))
          .forEach(deliveries::add);
    }
    return deliveries;
  }

  /** The generated corpus for so many nodes; empty where the documents are the user's. */
  Optional<SampleCorpus> corpus(int nodes);

  /**
   * One import.
   *
   * @param collection where to
   * @param file the name that the node is told; its end shows the format
   */
  record Delivery(SampleKind kind, String collection, String file, Opening opening) {
    Delivery(SampleKind kind, String file, Opening opening) {
      this(kind, kind.collection(), file, opening);
    }

    /** The same into another collection. */
    Delivery into(String other) {
      return new Delivery(kind, other, file, opening);
    }
  }

  /** Opens the bytes of a delivery. */
  @FunctionalInterface
  interface Opening {
    /** The bytes, from the beginning. */
    InputStream open() throws IOException;
  }

  /** Generated documents: the sample, or more of the same kind. */
  record Generated(String name, long seed, int size) implements Content {
    /** The demo's own sample. */
    static Generated sample() {
      return new Generated(SAMPLE, SampleCorpus.DEMO_SEED, SampleCorpus.DEMO_SIZE);
    }

    /** So many documents. */
    static Generated documents(int size) {
      return new Generated(DOCUMENTS + size, SampleCorpus.DEMO_SEED, size);
    }

    @Override
    public boolean large() {
      return size > 100_000;
    }

    @Override
    public Optional<SampleCorpus> corpus(int nodes) {
      return Optional.of(new SampleCorpus(seed, size, nodes));
    }

    @Override
    public int sharesOfOne() {
      return RegionStart.NODES;
    }

    @Override
    public List<Delivery> share(int share, int shares) {
      SampleCorpus corpus = new SampleCorpus(seed, size, shares);
      List<Delivery> deliveries = new ArrayList<>();
      for (SampleKind kind : SampleKind.values()) {
        deliveries.add(
            new Delivery(
                kind,
                "sample-" + kind.collection() + ".jsonl",
                () ->
                    new LineStream(
                        corpus.documents(kind, share).map(SampleDocument::json),
                        StandardCharsets.UTF_8)));
      }
      return deliveries;
    }
  }

  /** The user's files. */
  record OwnFiles(Path folder) implements Content {
    @Override
    public String name() {
      return DATA + folder;
    }

    @Override
    public boolean large() {
      return true;
    }

    @Override
    public Optional<SampleCorpus> corpus(int nodes) {
      return Optional.empty();
    }

    @Override
    public int sharesOfOne() {
      return Math.max(RegionStart.NODES, DataFiles.parts(folder));
    }

    @Override
    public List<Delivery> share(int share, int shares) {
      List<Delivery> deliveries = new ArrayList<>();
      for (Path file : DataFiles.deal(folder, shares).get(share)) {
        List<SampleKind> kinds = List.copyOf(DataFiles.kinds(file));
        String name = String.valueOf(file.getFileName());
        for (SampleKind kind : kinds) {
          Opening opening =
              kinds.size() == 1
                  ? () -> Files.newInputStream(file)
                  : () ->
                      new LineStream(
                          only(file, kind, kinds.getFirst()), StandardCharsets.ISO_8859_1);
          deliveries.add(new Delivery(kind, name, opening));
        }
      }
      return deliveries;
    }

    /**
     * The lines of one kind; all others become empty, so that the numbers of rejected lines hold.
     * Lines that name no kind go with the first kind, where they are rejected once.
     */
    @SuppressWarnings("StreamResourceLeak") // LineStream closes it.
    private static Stream<String> only(Path file, SampleKind kind, SampleKind first) {
      try {
        return Files.lines(file, StandardCharsets.ISO_8859_1)
            .map(line -> DataFiles.kind(line).orElse(first) == kind ? line : "");
      } catch (IOException e) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "cannot read " + file, e);
      }
    }
  }
}
