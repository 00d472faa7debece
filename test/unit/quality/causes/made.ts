/** A book of causes in a folder of its own, and a plant of two machines, a washer and a camera, for tests. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { CauseBookConfig } from "../../../../edge/quality/causes/book-config.ts";
import { CauseBook } from "../../../../edge/quality/causes/cause-book.ts";
import { BenchPlant, batchOf } from "../../detect/bench-plant.ts";
import { at } from "../measured.ts";

const BENCH = new BenchPlant([
  { label: "CNC-201", kind: "machining-centre", tags: [{ component: "spindle", signal: "load", unit: "%" }] },
  { label: "CNC-202", kind: "machining-centre", tags: [{ component: "spindle", signal: "load", unit: "%" }] },
  {
    label: "PRS-01",
    kind: "press",
    tags: [
      { component: "ram", signal: "speed", unit: "mm/s" },
      { component: "result", signal: "peak-force", unit: "N" },
    ],
  },
  { label: "VIS-01", kind: "vision", tags: [{ component: "light", signal: "current", unit: "A" }] },
]);

const CONFIG: CauseBookConfig = {
  pieces: 500,
  windowHours: 48,
  fewestBad: 10,
  signals: ["*"],
  operations: [
    { stations: ["CNC-20*"], id: "OP20" },
    { stations: ["VIS-01"], id: "OP60" },
    { stations: ["PRS-01"], id: "OP100" },
  ],
  results: [{ stations: ["PRS-01"], signals: ["result/peak-force"] }],
};

/** The plant of the book: the camera stands in another area than the machines. */
export const CAUSE_PLANT = {
  ...BENCH.plant,
  assets: BENCH.plant.assets.map((asset) => ({
    ...asset,
    equipmentPath: `e/s/${asset.label === "VIS-01" ? "quality" : "machining"}/line/cell/${asset.label}`,
  })),
};

const EDGE = "edge" as AssetUid;
export const uidOf = (label: string): AssetUid =>
  BENCH.plant.assets.find((one) => one.label === label)?.assetUid as AssetUid;

export function fileForCauses(): string {
  return join(mkdtempSync(join(tmpdir(), "gemba-causes-")), "causes.db");
}

export function causeBook(path = fileForCauses(), config: Partial<CauseBookConfig> = {}): CauseBook {
  const { tags } = BENCH;
  const log = pino({ level: "silent" });
  return new CauseBook({ config: { ...CONFIG, ...config }, plant: CAUSE_PLANT, tags, path, log, edgeUid: EDGE });
}

let uids = 0;

export function event(type: string, second: number, payload: object, piece?: string): EdgeEvent {
  const time = { time: at(second), receivedAt: at(second) };
  const of = piece === undefined ? {} : { pieceId: piece };
  return { eventUid: `cause-${uids++}`, type, ...of, ...time, schema: "material/1", payload: { ...payload } };
}

export const worked = (piece: string, second: number, payload: object = {}): EdgeEvent =>
  event("piece.completed", second, { place: "CNC-201", variant: "PH-50A", ...payload }, piece);

/** The camera counts blemishes; more than two are too many. */
export const looked = (piece: string, second: number, blemishes: number): EdgeEvent =>
  event(
    "piece.measured",
    second,
    { place: "VIS-01", features: [{ name: "blemishes", value: blemishes, lower: 0, upper: 2, ok: blemishes <= 2 }] },
    piece,
  );

/** A value of a signal, such as `CNC-201 spindle/load`. */
export function sampled(book: CauseBook, where: string, second: number, value: number): void {
  const [label = "", path = ""] = where.split(" ");
  const [component = "", signal = ""] = path.split("/");
  const tag = BENCH.tags.ofAsset(uidOf(label)).find((one) => one.component === component && one.signal === signal);
  if (tag === undefined) throw new Error(`no tag ${where}`);
  book.observe(batchOf([{ ref: tag.ref, value, at: at(second) }]));
}

/** Lets log time pass, second by second. */
export function passed(book: CauseBook, from: number, to: number) {
  const findings = [];
  for (let second = from; second <= to; second++) findings.push(...(book.tick(at(second))?.findings ?? []));
  return findings;
}

/** One piece a minute, on the machines in turn; pieces of CNC-202 are bad from `badFrom` on, every second one. */
export function* story(
  count: number,
  badFrom: number,
): Generator<{ readonly second: number; readonly event: EdgeEvent }> {
  for (let n = 0; n < count; n++) {
    const machine = n % 2 === 0 ? "CNC-201" : "CNC-202";
    const second = n * 60;
    yield { second, event: worked(`PC-${n}`, second, { place: machine, startedAt: (at(second) - 40e6) / 1000 }) };
    const isBad = n % 4 === 1 && n >= badFrom;
    yield { second: second + 20, event: looked(`PC-${n}`, second + 20, isBad ? 4 : n % 3) };
  }
}

export function tell(book: CauseBook, count: number, badFrom: number) {
  const findings = [];
  let now = 0;
  for (const { second, event: one } of story(count, badFrom)) {
    for (; now < second; now++) findings.push(...(book.tick(at(now))?.findings ?? []));
    book.take(one);
  }
  findings.push(...passed(book, now, now + 70));
  return findings;
}
