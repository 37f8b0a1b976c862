package org.tisc.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Guards the contracts: what a release has promised stays as it is, and everything says what it
 * means. The committed listing has one line for each message, field, enum value, service and
 * method.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContractTest {
  private static final String BASELINE = "contract-baseline.txt";

  /** One thing of a contract: its line in the listing, and whether a comment stands before it. */
  private record Item(String line, boolean commented) {}

  private final List<Item> items = new ArrayList<>();
  private final List<String> unprefixed = new ArrayList<>();

  @BeforeAll
  void read() throws IOException {
    for (FileDescriptorProto file : descriptors().getFileList()) {
      if (file.getName().startsWith("tisc/")) {
        new Reader(file).read();
      }
    }
  }

  @Test
  void nothingThatWasPromisedIsRemovedRenumberedOrRetyped() throws IOException {
    Set<String> now = new TreeSet<>();
    items.forEach(item -> now.add(item.line()));
    Path listing = Path.of("target", "contract-listing.txt");
    Files.write(listing, now);
    List<String> broken = new ArrayList<>(baseline());
    broken.removeAll(now);
    assertThat(broken)
        .as(
            "These lines of src/test/resources/%s are no longer true. Peers of earlier releases"
                + " rely on them: keep name, number and type, and add beside them instead. What is"
                + " new may be added to the baseline by copying %s over it once nothing is broken.",
            BASELINE, listing)
        .isEmpty();
  }

  @Test
  void theBaselineNamesNothingTwice() throws IOException {
    assertThat(baseline()).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void everythingHasACommentBeforeIt() {
    assertThat(items).isNotEmpty();
    assertThat(items.stream().filter(item -> !item.commented()).map(Item::line)).isEmpty();
  }

  @Test
  void enumValuesCarryTheirEnumsName() {
    assertThat(unprefixed).isEmpty();
  }

  private static FileDescriptorSet descriptors() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ContractTest.class.getResourceAsStream("/tisc-federation.desc"))) {
      return FileDescriptorSet.parseFrom(in);
    }
  }

  private static List<String> baseline() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ContractTest.class.getResourceAsStream("/" + BASELINE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** Lists one file; paths into it are those of {@link Location#getPathList}. */
  private final class Reader {
    private static final int FILE_MESSAGE = 4;
    private static final int FILE_ENUM = 5;
    private static final int FILE_SERVICE = 6;
    private static final int MESSAGE_FIELD = 2;
    private static final int MESSAGE_NESTED = 3;
    private static final int MESSAGE_ENUM = 4;
    private static final int ENUM_VALUE = 2;
    private static final int SERVICE_METHOD = 2;

    private final FileDescriptorProto file;
    private final Set<List<Integer>> commented = new HashSet<>();

    Reader(FileDescriptorProto file) {
      this.file = file;
      for (Location location : file.getSourceCodeInfo().getLocationList()) {
        if (!location.getLeadingComments().isBlank()) {
          commented.add(location.getPathList());
        }
      }
    }

    void read() {
      String in = file.getPackage();
      for (int i = 0; i < file.getMessageTypeCount(); i++) {
        message(in, file.getMessageType(i), List.of(FILE_MESSAGE, i));
      }
      for (int i = 0; i < file.getEnumTypeCount(); i++) {
        enumeration(in, file.getEnumType(i), List.of(FILE_ENUM, i));
      }
      for (int i = 0; i < file.getServiceCount(); i++) {
        service(in, file.getService(i), List.of(FILE_SERVICE, i));
      }
    }

    private void message(String in, DescriptorProto message, List<Integer> path) {
      String name = in + "." + message.getName();
      boolean mapEntry = message.getOptions().getMapEntry();
      if (!mapEntry) {
        item("message " + name, path);
      }
      for (int i = 0; i < message.getFieldCount(); i++) {
        FieldDescriptorProto field = message.getField(i);
        String type = field.getTypeName().isEmpty() ? field.getType().name() : field.getTypeName();
        String line =
            "field %s.%s %d %s %s"
                .formatted(name, field.getName(), field.getNumber(), field.getLabel(), type);
        if (mapEntry) {
          items.add(new Item(line, true));
        } else {
          item(line, at(path, MESSAGE_FIELD, i));
        }
      }
      for (int i = 0; i < message.getNestedTypeCount(); i++) {
        message(name, message.getNestedType(i), at(path, MESSAGE_NESTED, i));
      }
      for (int i = 0; i < message.getEnumTypeCount(); i++) {
        enumeration(name, message.getEnumType(i), at(path, MESSAGE_ENUM, i));
      }
    }

    private void enumeration(String in, EnumDescriptorProto enumeration, List<Integer> path) {
      String name = in + "." + enumeration.getName();
      item("enum " + name, path);
      String prefix =
          enumeration.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT)
              + "_";
      for (int i = 0; i < enumeration.getValueCount(); i++) {
        EnumValueDescriptorProto value = enumeration.getValue(i);
        item(
            "value %s.%s %d".formatted(name, value.getName(), value.getNumber()),
            at(path, ENUM_VALUE, i));
        if (!value.getName().startsWith(prefix)) {
          unprefixed.add(value.getName() + " should begin with " + prefix);
        }
      }
    }

    private void service(String in, ServiceDescriptorProto service, List<Integer> path) {
      String name = in + "." + service.getName();
      item("service " + name, path);
      for (int i = 0; i < service.getMethodCount(); i++) {
        MethodDescriptorProto method = service.getMethod(i);
        item(
            "method %s.%s (%s%s) returns (%s%s)"
                .formatted(
                    name,
                    method.getName(),
                    method.getClientStreaming() ? "stream " : "",
                    method.getInputType(),
                    method.getServerStreaming() ? "stream " : "",
                    method.getOutputType()),
            at(path, SERVICE_METHOD, i));
      }
    }

    private void item(String line, List<Integer> path) {
      items.add(new Item(line, commented.contains(path)));
    }

    private static List<Integer> at(List<Integer> path, int kind, int index) {
      List<Integer> longer = new ArrayList<>(path);
      longer.add(kind);
      longer.add(index);
      return longer;
    }
  }
}
