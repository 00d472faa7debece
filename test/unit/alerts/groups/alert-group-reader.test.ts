import { expect, it, vi } from "vitest";
import { AlertGroupReader } from "../../../../edge/alerts/groups/alert-group-reader.ts";
import { buildGraph } from "../../../../edge/alerts/groups/build-graph.ts";
import type { AlarmFigures } from "../../../../edge/contracts/alerts/alarm-figures.ts";
import type { AlertView } from "../../../../edge/contracts/alerts/alert.ts";
import type { AssetUid, Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { DetectorsConfig } from "../../../../edge/detect/rules/config.ts";
import { onDelayS } from "../../../../edge/detect/rules/on-delay.ts";

const RULES = {
  limits: { onDelayS: 5, adjust: [{ tags: { signal: "voltage" }, onDelayS: 12 }] },
  states: [{ id: "stopped", onDelayS: 7 }],
  deviations: [{ id: "dev", onDelayS: 4 }],
  expressions: [{ id: "leak", onDelayS: 60 }],
  stale: { afterS: 10 },
} as unknown as DetectorsConfig;

const press = { kind: "press", label: "P" };
const tag = (signal: string) => ({ component: "", signal, limits: { low: 1 } }) as unknown as Tag;

it.each([
  ["voltage/low", tag("voltage"), 12],
  ["flow/low", tag("flow"), 5],
  ["state/stopped/x", undefined, 7],
  ["deviation/dev/x", undefined, 4],
  ["expression/leak", undefined, 60],
  ["link-stale/plc", undefined, 10],
  ["sources-lost", undefined, 10],
  ["DriveFault", undefined, 0],
])("[FL4] the rule %s holds back for its own delay", (rule, of, delay) => {
  expect(onDelayS(RULES, { rule, asset: press, tag: of })).toBe(delay);
});

const AT = 1_800_000_000e6;
const view = (alertUid: string, over: Partial<AlertView>) =>
  ({
    alertUid,
    rule: "DriveFault",
    assetUid: "A" as AssetUid,
    kind: "process",
    annunciation: "alarm",
    priority: 2,
    state: "active",
    message: { en: "", zh: "" },
    origin: { edge: "e", source: "plc", conditionId: "i=1" },
    raisedAt: AT,
    ...over,
  }) as AlertView;

const assets = [
  {
    assetUid: "ME" as AssetUid,
    label: "ME",
    kind: "meter",
    equipmentPath: "e/s/u/p/c/ME",
    medium: "electricity" as const,
  },
  { assetUid: "A" as AssetUid, label: "A", kind: "press", equipmentPath: "e/s/a/l/c/A" },
];
const graph = buildGraph({
  assets,
  tagsOf: () => [],
  tree: [
    { id: "ME", medium: "electricity" },
    { id: "A", medium: "electricity", below: "ME" },
  ],
  ways: [],
  supplies: [],
  peers: new Map(),
});

function readerOf(book: { standing: AlertView[]; closed?: AlertView[]; isFlood?: boolean; version?: number }) {
  let reads = 0;
  const reader = new AlertGroupReader({
    book: {
      get version() {
        return book.version ?? 1;
      },
      standing: () => {
        reads++;
        return book.standing;
      },
      history: () => [...book.standing, ...(book.closed ?? [])],
      figures: () => ({ isFlood: book.isFlood ?? false }) as AlarmFigures,
    },
    assets,
    tags: { at: () => undefined },
    rules: () => RULES,
    graphOf: () => graph,
    now: () => AT + 60e6,
  });
  return { reader, reads: () => reads };
}

const power = view("power", { assetUid: "ME" as AssetUid, rule: "voltage-dip" });
const drive = view("drive", { raisedAt: AT + 5e6 });

it("[FL6] a closed cause still explains what stands; what is closed is no consequence", () => {
  const closed = { ...power, state: "closed" } as AlertView;
  expect(readerOf({ standing: [drive], closed: [closed] }).reader.read().groups).toMatchObject([
    { cause: "power", consequences: [{ alertUid: "drive", ways: ["electricity"] }] },
  ]);
  expect(
    readerOf({ standing: [power], closed: [{ ...drive, state: "closed" } as AlertView] }).reader.read().groups,
  ).toEqual([]);
});

it("[FL19] groups of a time of the past have what stood then, also what is over by now", () => {
  const gone = { ...drive, state: "closed", clearedAt: AT + 30e6 } as AlertView;
  const { reader } = readerOf({
    standing: [],
    closed: [{ ...power, state: "closed", clearedAt: AT + 30e6 }, gone] as never,
  });
  const steps = [{ alertUid: "drive", explainedBy: "power", step: ["electricity"], ways: ["electricity"] }];
  expect(reader.readAt(AT + 10e6).groups).toMatchObject([{ cause: "power", consequences: steps }]);
  expect(reader.readAt(AT + 40e6).groups).toEqual([]);
  expect(reader.read().groups).toEqual([]);
});

it("[FL20] what stood for more than a day stood at a time of the past, too; new rules make a new answer", () => {
  let rules = RULES;
  const book = {
    version: 1,
    standing: () => [drive, power],
    history: () => [],
    figures: () => ({ isFlood: false }) as AlarmFigures,
  };
  const parts = { book, assets, tags: { at: () => undefined }, graphOf: () => graph, now: () => AT + 3 * 86_400e6 };
  const reader = new AlertGroupReader({ ...parts, rules: () => rules });
  const first = reader.readAt(AT + 2 * 86_400e6);
  expect(first.groups).toMatchObject([{ cause: "power", consequences: [{ alertUid: "drive" }] }]);
  expect(reader.readAt(AT + 2 * 86_400e6)).toBe(first);
  rules = { ...RULES };
  expect(reader.readAt(AT + 2 * 86_400e6)).not.toBe(first);
});

it("[FL20] an alert that was raised exactly a day before that time is there once", () => {
  const all = [power, drive];
  const history = (from: number, to: number) => all.filter(({ raisedAt }) => raisedAt >= from && raisedAt < to);
  const book = { version: 1, standing: () => all, history, figures: () => ({ isFlood: false }) as AlarmFigures };
  const parts = {
    book,
    assets,
    tags: { at: () => undefined },
    graphOf: () => graph,
    now: () => AT,
    rules: () => RULES,
  };
  const { groups } = new AlertGroupReader(parts).readAt(drive.raisedAt + 86_400e6);
  expect(groups.map(({ consequences }) => consequences.map(({ alertUid }) => alertUid))).toEqual([["drive"]]);
});

it("[FL9] the alerts are grouped once for each version of the book, and when a flood begins or ends", async () => {
  const book = { standing: [power, drive], isFlood: false, version: 1 };
  const { reader, reads } = readerOf(book);
  expect(reader.read()).toBe(reader.read());
  expect(reads()).toBe(1);
  book.version = 2;
  await vi.waitFor(() => expect(reader.read().version).toBe(2), { timeout: 150_000 });
  book.isFlood = true;
  await vi.waitFor(() => expect(reader.read().isFlood).toBe(true), { timeout: 150_000 });
  expect(reads()).toBe(3);
});
