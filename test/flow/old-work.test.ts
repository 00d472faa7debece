import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type OldEdge, OldFolder } from "../fakes/disk/old-folder.ts";

/** Rule FS14: work, component health, upkeep and verdicts that an earlier edge left on disk, opened by today's. */

interface Item {
  readonly itemUid: string;
  readonly cause: string | null;
  readonly isOverdue: boolean;
}
interface Row {
  readonly from: number;
  readonly operatingS: number;
}
interface Due {
  readonly key: string;
  readonly source: string;
  readonly lastDone: { readonly at: string };
  readonly criteria: readonly { readonly by: string; readonly used: number | null }[];
}
interface Alert {
  readonly alertUid: string;
  readonly rule: string;
  readonly raisedAt: string;
  readonly acknowledged: unknown;
  readonly evidence: readonly unknown[];
}
interface Component {
  readonly assetUid: string;
  readonly component: string;
  readonly stage: string;
  readonly adaptation: unknown;
}
interface Answers {
  readonly from: string;
  readonly to: string;
  readonly items: readonly Item[];
  readonly figures: unknown;
  readonly due: { readonly entries: readonly Due[] };
  readonly spares: unknown;
  readonly changes: unknown;
  readonly health: { readonly components: readonly Component[] };
  readonly life: { readonly curve: { readonly times: readonly string[]; readonly evidence: readonly number[] } };
  readonly verdicts: { readonly from: number; readonly past: readonly unknown[] };
  readonly alerts: readonly Alert[];
  readonly journal: { readonly entries: readonly { readonly hash: string }[] };
}

const old = new OldFolder<Answers>("old-33302dc2.tar.br");
afterAll(() => old.remove());

/** Hours of operation since then that the meters on disk count for good. */
function settledHours(data: string, since: string): number {
  const folder = join(data, "maintenance", "meters");
  const rows = readdirSync(folder).flatMap((name) => {
    const line = readFileSync(join(folder, name), "utf8");
    return (JSON.parse(line.slice(line.indexOf("{"))) as { value: { rows: Row[] } }).value.rows;
  });
  const counted = rows.filter(({ from }) => from >= Date.parse(since) * 1000);
  return counted.reduce((sum, { operatingS }) => sum + operatingS / 3600, 0);
}

const FOLLOWERS = [
  "material",
  "states",
  "energy",
  "quality",
  "costs",
  "health",
  "bursts",
  "causes",
  "load",
  "entries",
  "lots",
];
const RUNNING = ["historian", ...FOLLOWERS].map((name) => `${name} running`);
const SOON = { timeout: 60_000, interval: 200 };

describe.each(["clean", "killed"] as const)("[FS14] a data folder with work (%s)", (how) => {
  let edge: OldEdge;
  const noted = old.noted[how];
  const data = join(old.dir, how);

  beforeAll(async () => {
    edge = await old.start(data, { running: RUNNING });
  });

  it("has its work items, each with all acts and evidence, and reports none of them again", async () => {
    const { items } = await edge.get<{ items: Item[] }>("work-items?state=all&limit=500");
    // Whether an item is overdue depends on today.
    const facts = ({ isOverdue: _, ...item }: Item) => item;
    const now = new Map(items.map((item) => [item.itemUid, facts(item)]));
    expect(noted.items.length).toBeGreaterThan(4);
    // Answers of a later edge have more fields.
    for (const item of noted.items) expect(now.get(item.itemUid)).toMatchObject(facts(item));
    const causes = items.flatMap(({ cause }) => cause ?? []);
    expect(new Set(causes).size).toBe(causes.length);
  });

  it("answers with the same figures of maintenance", async () => {
    expect(await edge.get(`maintenance-figures?from=${noted.from}&to=${noted.to}`)).toEqual(noted.figures);
  });

  it("has its plans, when each was last done, and its meters", async () => {
    const plans = ({ entries }: Answers["due"]) => entries.filter(({ source }) => source === "plan");
    const facts = ({ key, lastDone, criteria }: Due) => [key, lastDone, criteria.map(({ by }) => by)];
    const hoursOf = (due: Answers["due"]) => plans(due).find(({ criteria }) => criteria[0]?.by === "hours");
    const before = hoursOf(noted.due);
    // Days that do not count for good yet are counted again from the book of states, as long as that looks back.
    const least = settledHours(data, before?.lastDone.at ?? "");
    await vi.waitFor(async () => {
      const now = await edge.get<Answers["due"]>("maintenance-due");
      expect(plans(now).map(facts)).toEqual(expect.arrayContaining(plans(noted.due).map(facts)));
      const used = hoursOf(now)?.criteria[0]?.used;
      expect(used).toBeGreaterThanOrEqual(least);
      expect(used).toBeLessThanOrEqual(before?.criteria[0]?.used ?? 0);
    }, SOON);
    if (how === "clean") expect(least).toBeGreaterThan(10);
  });

  it("has its spare parts, with every change of stock", async () => {
    expect(await edge.get("spares")).toEqual(noted.spares);
    expect(await edge.get("spares/changes")).toEqual(noted.changes);
  });

  it("has its findings about components, with evidence and acknowledgements", async () => {
    const { alerts } = await edge.get<{ alerts: Alert[] }>(`alerts?from=${noted.from}&to=${noted.to}&limit=1000`);
    const facts = ({ alertUid, rule, raisedAt, acknowledged, evidence }: Alert) => ({
      ...{ alertUid, rule, raisedAt, acknowledged, evidence },
    });
    const now = new Map(alerts.map((alert) => [alert.alertUid, facts(alert)]));
    const kept = noted.alerts.filter(
      ({ rule, acknowledged }) => rule.startsWith("health/") || (acknowledged as { by?: string } | null)?.by === "ann",
    );
    expect(kept).toHaveLength(2);
    for (const alert of kept) expect(now.get(alert.alertUid)).toEqual(facts(alert));
  });

  it("has its health book: lives, what was learnt, and the version that verdicts gave it", async () => {
    const { curve } = await edge.get<Answers["life"]>("component-health/life?asset=urn:old:m1&component=bus");
    expect(noted.life.curve.times.length).toBeGreaterThan(1);
    expect(Math.max(...curve.evidence)).toBe(Math.max(...noted.life.curve.evidence));
    expect(curve.times[0]).toBe(noted.life.curve.times[0]);
    await vi.waitFor(async () => {
      const { components } = await edge.get<Answers["health"]>("component-health");
      const facts = ({ assetUid, component, stage, adaptation }: Component) => [
        ...[assetUid, component, stage === "learning"],
        adaptation,
      ];
      expect(components.map(facts)).toEqual(noted.health.components.map(facts));
    }, SOON);
  });

  it("proposes the same from the same verdicts", async () => {
    const { code, text } = await old.outputOf(["verdicts", "--json", "--data-dir", data]);
    expect([code, JSON.parse(text)]).toEqual([0, noted.verdicts]);
    expect([noted.verdicts.from, noted.verdicts.past.length]).toEqual([1, 1]);
  });

  it("continues with nothing set aside or missed, and its audit log with an unbroken chain", async () => {
    const { followers } = await edge.health();
    expect(followers.map(({ setAside, missed }) => [setAside, missed])).toEqual(followers.map(() => [0, 0]));
    const { entries } = await edge.get<Answers["journal"]>("journal");
    const hashes = entries.map(({ hash }) => hash);
    expect(hashes).toEqual(expect.arrayContaining(noted.journal.entries.map(({ hash }) => hash)));
    await edge.stop();
    expect(await old.outputOf(["audit", "verify", "--data-dir", data])).toMatchObject({ code: 0 });
    const aside = readdirSync(data, { recursive: true, encoding: "utf8" }).filter((name) => /damaged|aside/.test(name));
    expect(aside).toEqual([]);
  });
});
