package org.tisc.node.backup;

import java.util.List;
import java.util.regex.Pattern;

/** The form of the file: which entries there are, in which order, and how long they may be. */
final class BackupForm {
  /*
   * A ZIP without compression, so that what it holds is never longer than the file itself, and a
   * reader needs no other bound. It can be written and read as a stream in little memory. First
   * comes the opening, by which a passphrase is tried; then the parts, each sealed under its own
   * name; then a proof over the manifest, that only the passphrase could make; last the manifest,
   * which lists every entry before the proof with length and hash. So a file that was cut anywhere
   * lacks its manifest, and whoever has no passphrase can still see whether the file is whole.
   *
   * The parts are those of one restored node when they are copied in this order:
   *   keys    before the store: a node refuses to start with keys whose roster is not in its store,
   *           while a roster without keys is a membership that was not yet entered;
   *   store   before the indexes: what a job says was added must be there, while documents of a
   *           job that the store does not know as ended are met again as unchanged;
   *   files   after the store, under their hash; a backup may be made without them;
   *   indexes before the audit log: no part shows what the log does not tell.
   * All are taken first, in a moment; copying them out may last as long as it likes.
   */
  static final String FORMAT = "tisc.backup/1";

  static final String OPENING = "backup.json";
  static final String CONFIG = "node.yaml";
  static final String PASSPHRASE = "secrets/key.passphrase";
  static final String TOKEN = "secrets/admin.token";
  static final String CERTIFICATE = "https/certificate.pem";
  static final String CERTIFICATE_KEY = "https/key.pem";
  static final String KEYS = "keys/";
  static final String STORE = "store/node.db";
  static final String INDEX = "index/";
  static final String FILES = "files/";
  static final String AUDIT = "audit/";
  static final String PROOF = "manifest.proof";
  static final String MANIFEST = "manifest.json";

  /** Purposes of proofs. */
  static final String PROVES_PASSPHRASE = "passphrase";

  static final String PROVES_MANIFEST = "manifest";

  static final int MAX_ENTRIES = 200_000;
  static final int MAX_OPENING_BYTES = 4 << 10;
  static final int MAX_MANIFEST_BYTES = 64 << 20;
  static final int MAX_CONFIG_BYTES = 1 << 20;
  static final int MAX_SECRET_BYTES = 1 << 20;

  private static final String SEGMENT = "(?:\\.unfinished-)?[A-Za-z0-9][A-Za-z0-9._-]{0,126}";
  private static final String COLLECTION = "[a-z0-9][a-z0-9._-]{0,126}";
  private static final List<Pattern> SEALED =
      List.of(
          Pattern.compile("node\\.yaml"),
          Pattern.compile("secrets/(?:key\\.passphrase|admin\\.token)"),
          Pattern.compile("https/(?:certificate|key)\\.pem"),
          Pattern.compile("keys/" + SEGMENT + "/" + SEGMENT),
          Pattern.compile("store/node\\.db"),
          Pattern.compile("index/" + COLLECTION + "/collection\\.json"),
          Pattern.compile(
              "index/" + COLLECTION + "/index-[1-9][0-9]{0,8}/[A-Za-z_][A-Za-z0-9._-]{0,126}"),
          Pattern.compile("files/[0-9a-f]{64}"),
          Pattern.compile("audit/audit\\.log(?:\\.head|\\.[0-9]{19})?"));

  private BackupForm() {}

  /** Whether a backup may hold a sealed part of that name. No such name leads out of a folder. */
  static boolean sealed(String name) {
    return name.length() <= 400
        && SEALED.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }
}
