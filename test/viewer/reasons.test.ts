import { readFileSync } from "node:fs";
import { join } from "node:path";
import { effect } from "@preact/signals";
import { afterEach, beforeAll, expect, it } from "vitest";
import { type CauseCode, causeInWords, sentence } from "../../edge/contracts/alerts/causes.ts";
import { causeWords, loadCauseWords } from "../../twin-viewer/src/i18n/causes-later.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { reasonInWords } from "../../twin-viewer/src/i18n/reasons.ts";

const EDGE = join(import.meta.dirname, "../../edge");
const HAN = /\p{Script=Han}/u;

beforeAll(loadCauseWords);
afterEach(() => {
  language.value = "zh";
});

/** The sentences after a pattern in a file of the edge, with numbers for their parameters. */
function sentences(file: string, pattern: RegExp): string[] {
  return [...readFileSync(join(EDGE, file), "utf8").matchAll(pattern)].map(([, text = ""]) =>
    text.replaceAll(/\$\{tag[^}]*\}/g, "Plant meter").replaceAll(/\$\{[^}]*\}/g, "3"),
  );
}

it("[PG28] a reason is in the edge's words until the table has come, and whoever shows it follows", async () => {
  const words = causeWords.peek();
  causeWords.value = undefined;
  const said: string[] = [];
  const stop = effect(() => void said.push(reasonInWords("no shift is planned now")));
  causeWords.value = words;
  stop();
  expect(said).toEqual(["no shift is planned now", "当前没有排班"]);
});

it("the reason of a missing key figure is in Chinese, for every cause from the edge", () => {
  language.value = "zh";
  const reasons = [
    "production/state/kpis.ts",
    "production/state/book-kpis.ts",
    "production/state/figures.ts",
    "production/state/production.ts",
  ].flatMap((file) => sentences(file, /reason: (?:[^"`\n]{0,60}\? )?["`]([^"`]+)["`]/g));
  reasons.push(...sentences("production/state/line-figures.ts", /["`]((?:too early|not known yet|no )[^"`]+)["`]/g));
  reasons.push(...sentences("contracts/production/kpi.ts", /`(too early[^`]+)`/g));
  reasons.push(
    ...["production/material/orders.ts", "production/material/material-answers.ts"].flatMap((file) =>
      sentences(file, /reason: "([^"]+)"/g),
    ),
  );
  expect(reasons.length).toBeGreaterThan(18);
  expect(reasons.filter((reason) => !HAN.test(reasonInWords(reason)))).toEqual([]);
});

it("the reason of a silent link is in Chinese", () => {
  language.value = "zh";
  const reasons = [
    ...sentences("model/links.ts", /return ["`]([^"`]+)["`]/g),
    ...sentences("sources/mqtt/sparkplug/host.ts", /lost\([^,]+, "([^"]+)"\)/g),
    ...sentences("sources/modbus/session.ts", /lost\([^,]+, `([^`]+)`\)/g),
    ...sentences("sources/mtconnect/session.ts", /lost\([^,]+, `([^`]+)`\)/g),
    ...sentences("sources/mtconnect/intake.ts", /lost\([^,]+, "([^"]+)"\)/g),
  ];
  expect(reasons.length).toBeGreaterThan(6);
  expect(reasons.filter((reason) => !HAN.test(reasonInWords(reason)))).toEqual([]);
  expect(reasonInWords("opc.tcp://127.0.0.1:48402: no publish response for 10 s")).toBe(
    "opc.tcp://127.0.0.1:48402 已 10 秒未响应发布请求",
  );
});

it("[CA7] deviations of payloads from the config are in Chinese", () => {
  const differences: readonly [CauseCode, Record<string, string>][] = [
    ["member-gone", { member: "store/1 /pallets" }],
    ["member-type", { member: "store/1 /pallets", type: "number" }],
    ["member-array", { member: "store/1 /pallets" }],
    ["member-new", { topic: "store/1", member: '"w"' }],
    ["metric-times-stay", { node: "plant/edge-1" }],
    ["json-digits-lost", { tag: "store/1" }],
    ["digits-lost", { tag: "urn:x#y", digits: "9007199254740993" }],
  ];
  for (const [code, params] of differences) {
    const { zh } = causeInWords({ code, params });
    const said = reasonInWords(sentence(causeInWords({ code, params }), "en"));
    expect(said.startsWith(zh)).toBe(true);
    expect(said).toMatch(HAN);
  }
});

it("a device's own words are shown unchanged; English stays unchanged", () => {
  expect(reasonInWords("BadSomethingOdd <b>1</b>")).toBe("BadSomethingOdd <b>1</b>");
  language.value = "en";
  expect(reasonInWords("silent for more than 3 s")).toBe("silent for more than 3 s");
  expect(reasonInWords("link_lost")).toBe("link lost");
});
