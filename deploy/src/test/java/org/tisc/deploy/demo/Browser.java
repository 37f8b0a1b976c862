package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.tisc.deploy.demo.Region.Account;

/** A headless Chromium in front of one node, used as a member of staff would use it. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  /** Set to a folder to look at the pages that the tests pass. */
  private static final String PICTURES = System.getProperty("tisc.screenshots", "");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Texts whose contrast (WCAG 2.2, 1.4.3) is below 4.5, each once, as one line. */
  private static final String FAINT =
      """
      (() => {
        const parts = colour => colour.match(/[\\d.]+/g).map(Number);
        const light = value =>
          (value / 255 <= 0.03928) ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
        const luminance = c => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
        const faint = new Set();
        for (const element of document.querySelectorAll('body *')) {
          const says = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
          if (!says || !element.offsetParent) continue;
          let ground = [255, 255, 255];
          for (let box = element; box; box = box.parentElement) {
            const c = parts(getComputedStyle(box).backgroundColor);
            if (c.length < 4 || c[3] > 0) { ground = c; break; }
          }
          const a = luminance(parts(getComputedStyle(element).color));
          const b = luminance(ground);
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < 4.5) faint.add(element.tagName + ' ' + contrast.toFixed(2));
        }
        return [...faint].join();
      })()\
      """;

  private final ChromeDriver driver;
  private final String url;

  /**
   * @param profile a new, empty folder
   * @param url of the node, without slash at the end
   */
  Browser(Path profile, String url, String language) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1440,1000",
        // Without it a click may meet a page that still scrolls.
        "--force-prefers-reduced-motion",
        "--accept-lang=" + language,
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    File executable = DRIVER.toFile();
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(executable).build(), options);
    driver.manage().timeouts().pageLoadTimeout(PATIENCE);
    this.url = url;
  }

  /** Whether this machine has what {@link #Browser} needs. */
  static boolean installed() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  void open(String path) {
    driver.get(url + path);
  }

  void signIn(Account account) {
    signIn(account.name(), account.password());
  }

  void signIn(String name, String password) {
    open("/sign-in");
    driver.findElement(By.id("name")).clear();
    driver.findElement(By.id("name")).sendKeys(name);
    driver.findElement(By.id("password")).sendKeys(password);
    follow(driver.findElement(By.cssSelector("main button")));
  }

  void signOut() {
    follow(driver.findElement(By.cssSelector("form[action='/sign-out'] button")));
  }

  void switchLanguage() {
    follow(driver.findElement(By.cssSelector("form[action='/language'] button")));
  }

  /** Types a query into the search page and sends it. */
  void search(String query) {
    open("/search");
    WebElement box = driver.findElement(By.id("q"));
    box.sendKeys(query);
    driver.findElement(By.cssSelector(".search-line button")).click();
    awaitAnswer();
  }

  /** Waits until a search is answered, in this page or in another one. */
  void awaitAnswer() {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                value(
                        "document.readyState === 'complete' && location.search.includes('q=')"
                            + " && !document.querySelector('#answer[aria-busy]')"
                            + " && !document.querySelector('.search-waiting')"
                            + " && !!document.querySelector('.search-coverage, .search-mistakes')")
                    .equals("true"));
  }

  /** Clicks what loads another page and waits until that is there. */
  void follow(WebElement link) {
    WebElement old = driver.findElement(By.tagName("html"));
    link.click();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> stale(old) && value("document.readyState").equals("complete"));
  }

  private static boolean stale(WebElement element) {
    try {
      element.isEnabled();
      return false;
    } catch (StaleElementReferenceException gone) {
      return true;
    }
  }

  WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Where links lead, as they stand in the page. */
  List<String> paths(String selector) {
    return all(selector).stream().map(link -> link.getDomAttribute("href")).toList();
  }

  /** What a reader sees of the page's main part. */
  String text() {
    return one("main").getText();
  }

  String path() {
    return String.valueOf(driver.getCurrentUrl()).substring(url.length());
  }

  /** The value of a script expression in the page. */
  String value(String expression) {
    return String.valueOf(driver.executeScript("return String(" + expression + ")"));
  }

  /** What is too faint to read, in light and in dark colours; empty when all is well. */
  String faint() {
    StringBuilder faint = new StringBuilder();
    for (String scheme : List.of("light", "dark")) {
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
      faint.append(value(FAINT));
    }
    return faint.toString();
  }

  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
  }

  /**
   * Fails when a script of the page ran, or the browser complained of anything but the status of an
   * answer: a script error, a broken rule of the content security policy, a file that is missing.
   */
  void assertQuiet() {
    assertThat(value("window.tiscRan")).isEqualTo("undefined");
    List<String> complaints =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(LogEntry::getMessage)
            .filter(
                message ->
                    !message.matches(
                        ".*Failed to load resource: the server responded with a status of"
                            + " (400|401|403|404|409|429|503|504) .*"))
            .toList();
    assertThat(complaints).isEmpty();
  }

  /**
   * Fails where the page needs scrolling sideways at 360 or 1440 pixels, where a text is too faint
   * in light or dark colours, or where a field has no label. Leaves the wide window.
   *
   * @param name of the page, for the message and the pictures
   */
  void assertGood(String name) {
    for (int width : new int[] {360, 1440}) {
      width(width);
      assertThat(value("document.documentElement.scrollWidth > " + width))
          .as("%s at %d", name, width)
          .isEqualTo("false");
      assertThat(faint()).as(name).isEmpty();
      if (!PICTURES.isEmpty()) {
        height(width);
        picture(Path.of(PICTURES), name + "-" + width);
      }
    }
    assertThat(
            value(
                "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]"
                    + ".filter(field => field.labels.length === 0).length"))
        .as(name)
        .isEqualTo("0");
    width(1440);
  }

  /** Fails where paper would show navigation or forms, or lack the whole text. */
  void assertPrints(String name) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    assertThat(all(".top, nav, form")).noneMatch(WebElement::isDisplayed);
    assertThat(one("main").isDisplayed()).isTrue();
    assertThat(
            value(
                "[...document.querySelectorAll('main details > :not(summary, form)')]"
                    + ".filter(folded => !folded.checkVisibility()).length"))
        .as(name)
        .isEqualTo("0");
    if (!PICTURES.isEmpty()) {
      write(Path.of(PICTURES), name + "-print");
    }
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
  }

  /** Makes the window as high as its page, so that a picture shows all of it. */
  private void height(int width) {
    int height = Integer.parseInt(value("Math.min(4000, document.documentElement.scrollHeight)"));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Writes what the page looks like, in light and in dark colours, as files of a folder. */
  private void picture(Path folder, String name) {
    for (String scheme : List.of("light", "dark")) {
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
      write(folder, name + "-" + scheme);
    }
  }

  private void write(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
