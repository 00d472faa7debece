import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../../edge/alerts/alert-book.ts";
import { LiveRules } from "../../../../edge/alerts/live-rules.ts";
import type { OpenAlertBook } from "../../../../edge/alerts/open-alert-book.ts";
import { ConfigReload } from "../../../../edge/compose/serving/config-reload.ts";
import { loadConfig } from "../../../../edge/config/load.ts";
import type { Detector } from "../../../../edge/contracts/alerts/detector.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { buildPlant } from "../../../../edge/model/plant.ts";
import { createTwin } from "../../../../edge/model/twin.ts";
import { createFlow } from "../../../../edge/pipeline/flow.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { batchOf, log, S, T0 } from "../../detect/bench-plant.ts";

const CLI = { user: "eng", role: "local", origin: "cli" };
const DEMO = join(import.meta.dirname, "../../../../config/demo");
let dir: string;
let now = T0;
let book: OpenAlertBook;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-live-"));
  cpSync(DEMO, join(dir, "plant"), { recursive: true });
  now = T0;
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const rewrite = (file: string, change: (text: string) => string) => {
  const path = join(dir, "plant", file);
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
};

/** The file that writes the type of an asset. */
async function typeFileOf(label: string): Promise<string> {
  const { assets } = await loadConfig(join(dir, "plant"), plugins, { env: {} });
  const type = assets.find((asset) => asset.label === label)?.type;
  const file = readdirSync(join(dir, "plant/types")).find((name) =>
    readFileSync(join(dir, "plant/types", name), "utf8").includes(`\n  ${type}:\n`),
  );
  return `types/${file}`;
}

async function running() {
  const config = await loadConfig(join(dir, "plant"), plugins, { env: {} });
  const { plant, tags, links } = buildPlant(
    config,
    { size: 0, assign: (wanted: readonly unknown[]) => wanted.map((_, i) => i as TagRef) },
    plugins,
  );
  const sized = { ...tags, size: tags.all().length };
  const twin = createTwin({ tags: sized, links, clock: () => now / 1000 });
  const journal = new MemoryJournal();
  book = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal });
  const rules = new LiveRules({
    section: config.detectors,
    assets: config.assets,
    context: { plant, tags: sized, links: () => twin.links(), log },
    fixed: [],
    twin,
    book,
    log,
    clock: () => now,
  });
  const reload = new ConfigReload({
    config,
    sections: plugins.sections,
    open: {
      apply: (name, next) => {
        if (name === "detectors") rules.follow((next as typeof config).detectors, next.assets);
      },
    },
    journal,
    log,
  });
  const flow = createFlow({
    twin,
    detectors: rules.detectors,
    onFindings: (findings) => book.apply(findings),
    now: () => now,
    onDetectorFailed: (_, error) => Promise.reject(error),
  });
  rules.onDetectors((detectors) => flow.follow(detectors));
  const ref = (label: string, slug: string) => {
    const asset = plant.assets.find((one) => one.label === label);
    const tag = tags.all().find((one) => one.assetUid === asset?.assetUid && `${one.component}/${one.signal}` === slug);
    if (tag === undefined) throw new Error(`no ${label} ${slug}`);
    return tag;
  };
  const see = (label: string, slug: string, value: number) => {
    const tag = ref(label, slug);
    twin.heard(tag.link);
    flow.committed([batchOf([{ ref: tag.ref, value, at: now }], now)]);
  };
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      now += S;
      for (const { ref: link } of links) twin.heard(link);
      flow.tick();
      book.tick(now);
    }
  };
  return { rules, reload: (...by: Parameters<ConfigReload["reload"]>) => reload.reload(...by), journal, see, pass };
}
const standing = () => book.standing().map(({ rule, state }) => `${rule} ${state}`);

it("[A54] a reload keeps standing alerts, acknowledgements and the memory of unchanged detectors", async () => {
  const { reload, rules, see, pass, journal } = await running();
  see("CNC-206", "spindle/bearing-temperature", 80);
  pass(6);
  expect(standing()).toEqual(["spindle-bearing-temperature/high active"]);
  const [alert] = book.standing();
  await book.act(alert?.alertUid ?? "", { kind: "acknowledge", at: now, principal: CLI });
  const before = new Set<Detector>(rules.detectors);
  rewrite("alerts.yaml", (text) => text.replace("onDelayS: 15, offDelayS: 30", "onDelayS: 16, offDelayS: 30"));
  expect(await reload(CLI)).toEqual({ applied: ["detectors"], restart: [] });
  // Limits and suppressions are created again; drifts, trends, links, stops and zones stay as they are.
  expect(rules.detectors.filter((one) => !before.has(one)).length).toBe(2);
  pass(20);
  expect(book.standing()).toMatchObject([
    { alertUid: alert?.alertUid, occurrenceUid: alert?.occurrenceUid, state: "acknowledged" },
  ]);
  expect(journal.entries.at(-1)).toMatchObject({
    action: "config.reload",
    principal: CLI,
    result: "done",
    after: { applied: ["detectors"] },
  });
  see("CNC-206", "spindle/bearing-temperature", 60);
  pass(11);
  expect(standing()).toEqual([]);
});

it("[A54] a limit lowered below a resting value raises without a new sample; one raised above it clears", async () => {
  const { reload, see, pass } = await running();
  see("CNC-206", "spindle/bearing-temperature", 70);
  pass(6);
  expect(standing()).toEqual([]);
  rewrite(await typeFileOf("CNC-206"), (text) => text.replace("high: 75, highHigh: 85", "high: 65, highHigh: 85"));
  expect(await reload(CLI)).toEqual({ applied: ["limits"], restart: [] });
  pass(6);
  expect(standing()).toEqual(["spindle-bearing-temperature/high active"]);
  rewrite(await typeFileOf("CNC-206"), (text) => text.replace("high: 65, highHigh: 85", "high: 75, highHigh: 85"));
  await reload(CLI);
  pass(1);
  expect(standing()).toEqual(["spindle-bearing-temperature/high cleared"]);
});

it("[A55] delay against disable: a rule taken out while its on-delay runs raises nothing afterwards", async () => {
  const { reload, see, pass } = await running();
  see("CNC-206", "spindle/bearing-temperature", 80);
  pass(3);
  rewrite("alerts.yaml", (text) =>
    text.replace("    adjust:", '    exclude: [{ component: spindle, signal: "bearing-*" }]\n    adjust:'),
  );
  await reload(CLI);
  pass(20);
  expect(standing()).toEqual([]);
  expect(book.annunciatedSince(0)).toBe(0);
});

it("[A55] a shelf that ends during the off-delay shows the true state, once", async () => {
  const { see, pass } = await running();
  see("CNC-206", "spindle/bearing-temperature", 80);
  pass(6);
  const uid = book.standing()[0]?.alertUid ?? "";
  await book.act(uid, { kind: "shelve", shelf: "timed", at: now, principal: CLI, until: now + 5 * S, reason: "look" });
  see("CNC-206", "spindle/bearing-temperature", 60);
  pass(6);
  expect(standing()).toEqual(["spindle-bearing-temperature/high active"]);
  expect(book.annunciatedSince(0)).toBe(2);
  pass(6);
  expect(standing()).toEqual(["spindle-bearing-temperature/high cleared"]);
  expect(book.annunciatedSince(0)).toBe(2);
});

it("[A54] a config with errors changes nothing and names every error; what needs a restart is named", async () => {
  const { reload, rules, journal } = await running();
  const before = rules.detectors;
  rewrite("alerts.yaml", (text) => text.replace("withinMin: 10", "withinMinutes: 10"));
  await expect(reload(CLI)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/alerts\.yaml:\d+.*withinMin/s),
  });
  expect(rules.detectors).toBe(before);
  expect(journal.entries.at(-1)).toMatchObject({ action: "config.reload", result: "refused" });
  rewrite("alerts.yaml", (text) => text.replace("withinMinutes: 10", "withinMin: 12"));
  rewrite("gemba.yaml", (text) => `${text}\napi: { hosts: [edge.example] }\n`);
  expect(await reload(CLI)).toEqual({ applied: ["detectors"], restart: ["api"] });
});

it("[A52] suppressed by design: an alarm of a resting machine annunciates when the machine runs", async () => {
  const suppression = `    - id: at-standstill
      rules: ["spindle-*"]
      of: { kinds: [machining-centre] }
      tags: { state: { role: item-state } }
      when: state != 3
`;
  rewrite("alerts.yaml", (text) => text.replace("  suppressions:\n", `  suppressions:\n${suppression}`));
  const { see, pass } = await running();
  see("CNC-206", "/item-state", 2);
  see("CNC-206", "spindle/bearing-temperature", 80);
  pass(6);
  expect(standing()).toEqual(["spindle-bearing-temperature/high suppressed"]);
  expect(book.annunciatedSince(0)).toBe(0);
  see("CNC-206", "/item-state", 3);
  pass(1);
  expect(standing()).toEqual(["spindle-bearing-temperature/high active"]);
  expect(book.annunciatedSince(0)).toBe(1);
});
