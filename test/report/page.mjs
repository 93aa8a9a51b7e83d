// page.mjs - looks at reports in a browser, on a phone and on a desk, by light
// and by dark: one line for each thing looked at, "ok" or "not ok", and what.
//
//	node page.mjs FILE...
//
// CHROMIUM names the browser.
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

// All that a report is made of: anything else came out of its data.
const elements = new Set(
  ("html head meta title link style body a header h1 h2 div p strong nav ol ul li main section figure figcaption " +
    "table caption thead tbody tr th td span b cite details summary pre code footer time " +
    "svg desc rect text tspan circle path g").split(" "),
);

function said(ok, name, what, found = "") {
  const detail = ok ? "" : `: ${String(found).replace(/\s+/g, " ").slice(0, 400)}`;
  console.log(`${ok ? "ok" : "not ok"} ${name}: ${what}${detail}`);
}

// Run in the page: what is there that should not be, and the reverse.
function looked(allowed) {
  const all = [...document.querySelectorAll("*")];
  const ids = all.map((e) => e.id).filter(Boolean);
  const boxes = [...document.querySelectorAll(".rows, pre")];
  return {
    strange: all.map((e) => e.localName).filter((n) => !allowed.includes(n)),
    handlers: all.flatMap((e) => e.getAttributeNames().filter((a) => /^on|^(src|srcdoc|action)$/.test(a))),
    addresses: all.flatMap((e) => ["href", "xlink:href"].map((a) => e.getAttribute(a)))
      .filter((a) => a !== null && !/^#[a-z]+$|^data:,$/.test(a)),
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
    nowhere: [...document.querySelectorAll("[aria-labelledby], a[href^='#']")]
      .flatMap((e) => (e.getAttribute("aria-labelledby") ?? e.hash.slice(1)).split(" "))
      .filter((id) => !document.getElementById(id)),
    title: document.title,
    charts: [...document.querySelectorAll("figure")].map(
      (f) => [...f.querySelectorAll("svg")].filter((s) => s.getBoundingClientRect().width > 0).length,
    ),
    clipped: [...document.querySelectorAll("figure svg")]
      .filter((s) => s.getBoundingClientRect().right > window.innerWidth).length,
    unreachable: boxes.filter((b) => b.tabIndex !== 0).length,
    sections: document.querySelectorAll("main > section").length,
  };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
for (const file of process.argv.slice(2)) {
  const name = basename(file, ".html");
  for (const [width, height] of [[360, 740], [1280, 900]]) {
    const context = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const words = [];
    const fetched = [];
    page.on("console", (m) => words.push(m.text()));
    page.on("pageerror", (e) => words.push(e.message));
    page.on("dialog", (d) => (words.push("a dialogue"), d.dismiss()));
    page.on("request", (r) => fetched.push(r.url().slice(0, 100)));
    const address = pathToFileURL(file).href;
    const at = `${name} at ${width}`;
    await page.goto(address);
    for (const open of [false, true]) {
      await page.evaluate((o) => document.querySelectorAll("details").forEach((d) => (d.open = o)), open);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      said(wide <= 0, at, `no sideways scrolling, SQL ${open ? "shown" : "hidden"}`, `${wide} pixels too wide`);
    }
    const found = await page.evaluate(looked, [...elements]);
    said(/Early help and late intervention in England$/.test(found.title), at, "its own title", found.title);
    said(found.strange.length === 0, at, "no element that the report does not write", found.strange);
    said(found.handlers.length === 0, at, "no attribute that does or fetches something", found.handlers);
    said(found.addresses.length === 0, at, "no address but the page's own", found.addresses);
    said(found.twice.length === 0, at, "no id twice", found.twice);
    said(found.nowhere.length === 0, at, "whatever is referred to is there", found.nowhere);
    said(found.sections === 9, at, "nine sections", found.sections);
    said(found.charts.length >= 9 && found.charts.every((n) => n === 1), at, "one size of each chart is shown", found.charts);
    said(found.clipped === 0, at, "no chart is cut off", found.clipped);
    said(found.unreachable === 0, at, "boxes that scroll are reached by keyboard", found.unreachable);
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.hash + (document.activeElement.getBoundingClientRect().left >= 0));
    said(first === "#questionstrue", at, "the first tab stop is the skip link, and shows", first);

    // By light on the desk, by dark on the phone: both, at half the time.
    const colorScheme = width < 700 ? "dark" : "light";
    await page.emulateMedia({ colorScheme });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    said(paper === (width < 700 ? "rgb(20, 20, 20)" : "rgb(255, 255, 255)"), at, `${colorScheme} where it is asked for`, paper);
    // rows of a table are alike: axe need not read two hundred
    await page.evaluate(() => document.querySelectorAll("tbody tr:nth-child(n + 8)").forEach((r) => r.remove()));
    await page.evaluate(axe.source);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const bad = result.violations.filter((v) => ["serious", "critical"].includes(v.impact));
    said(bad.length === 0, at, `axe has nothing serious to say, by ${colorScheme}`,
      bad.map((v) => `${v.id} ${v.nodes.length}: ${v.nodes[0].html}`));
    const mild = result.violations.filter((v) => !bad.includes(v)).map((v) => `${v.id} (${v.nodes.length})`);
    if (mild.length > 0) console.log(`# ${at}: axe, minor: ${mild.join(", ")}`);
    said(words.length === 0, at, "nothing on the console", words);
    const others = fetched.filter((url) => url !== address && url !== "data:,");
    said(others.length === 0, at, "nothing is fetched", others);
    await context.close();
  }
}
await browser.close();
