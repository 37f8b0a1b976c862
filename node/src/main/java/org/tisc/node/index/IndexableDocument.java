package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A document as the index takes it: what is searched, what is shown, and the normalised JSON that
 * is the document itself. Immutable.
 *
 * @param key the document key, 1 to 512 bytes of UTF-8, no control characters
 * @param kind the document's kind, such as PATENT
 * @param title the title to show first, at most 4,096 UTF-16 code units (longer ones are cut)
 * @param json the normalised document, kept and given back byte for byte; at most 32 MiB
 * @param fieldsJson the short display fields as one JSON object, at most 64 KiB of UTF-8
 * @param fields what is searched; a field may stand more than once
 */
public record IndexableDocument(
    String key,
    String kind,
    String title,
    ByteString json,
    String fieldsJson,
    List<FieldValues> fields) {
  /** Longest key in bytes of UTF-8. */
  public static final int MAX_KEY_BYTES = 512;

  /** Longest stored JSON in bytes. */
  public static final int MAX_JSON_BYTES = 32 << 20;

  /** Longest display JSON in bytes of UTF-8. */
  public static final int MAX_FIELDS_BYTES = 64 << 10;

  private static final int MAX_TITLE = 4_096;
  private static final int HASH_BYTES = 16;

  public IndexableDocument {
    fields = List.copyOf(fields);
    checkKey(key);
    if (kind.isEmpty() || kind.length() > 64) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "Kind must have 1 to 64 characters");
    }
    bound("JSON of the document", json.size(), MAX_JSON_BYTES);
    bound("Display JSON", fieldsJson.getBytes(StandardCharsets.UTF_8).length, MAX_FIELDS_BYTES);
    title = cut(title);
  }

  private static void checkKey(String key) {
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    boolean control = key.chars().anyMatch(Character::isISOControl);
    boolean loneSurrogate = !StandardCharsets.UTF_8.newEncoder().canEncode(key);
    if (bytes == 0 || bytes > MAX_KEY_BYTES || control || loneSurrogate) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A document key has 1 to %d bytes of UTF-8 without control characters; this one has %d"
              .formatted(MAX_KEY_BYTES, bytes));
    }
  }

  private static void bound(String what, int size, int most) {
    if (size > most) {
      throw new TiscException(
          Reason.TOO_LARGE, "%s has %d bytes; at most %d".formatted(what, size, most));
    }
  }

  private static String cut(String title) {
    if (title.length() <= MAX_TITLE) {
      return title;
    }
    boolean splitsPair = Character.isHighSurrogate(title.charAt(MAX_TITLE - 1));
    return title.substring(0, splitsPair ? MAX_TITLE - 1 : MAX_TITLE);
  }

  /** A digest of everything in it: equal digests mean nothing to write. */
  byte[] contentHash() {
    MessageDigest digest = sha256();
    add(digest, key);
    add(digest, kind);
    add(digest, title);
    add(digest, fieldsJson);
    addCount(digest, json.size());
    json.asReadOnlyByteBufferList().forEach(digest::update);
    for (FieldValues values : fields) {
      add(digest, values.field().fieldName());
      switch (values) {
        case FieldValues.Text text -> addAll(digest, text.values());
        case FieldValues.Keyword keyword -> addAll(digest, keyword.values());
        case FieldValues.Numbers numbers ->
            addAll(digest, numbers.values().stream().map(String::valueOf).toList());
      }
    }
    return Arrays.copyOf(digest.digest(), HASH_BYTES);
  }

  private static void addAll(MessageDigest digest, List<String> values) {
    addCount(digest, values.size());
    values.forEach(value -> add(digest, value));
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    addCount(digest, bytes.length);
    digest.update(bytes);
  }

  private static void addCount(MessageDigest digest, int count) {
    digest.update(
        new byte[] {
          (byte) (count >>> 24), (byte) (count >>> 16), (byte) (count >>> 8), (byte) count
        });
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new TiscException(Reason.INTERNAL, "This Java has no SHA-256", e);
    }
  }
}
