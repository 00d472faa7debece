/** A book of causes in a folder of its own, and a plant of two machines, a washer and a camera, for tests. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { WaveformBlock } from "../../../../edge/contracts/path/waveform-block.ts";
import type { AssetUid, TagRef } from "../../../../edge/contracts/plant/tag.ts";
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
      { component: "ram", signal: "force-curve", unit: "N", type: "waveform" },
      { component: "ram", signal: "position-curve", unit: "mm", type: "waveform" },
      { component: "result", signal: "peak-force", unit: "N" },
    ],
  },
  { label: "VIS-01", kind: "vision", tags: [{ component: "light", signal: "current", unit: "A" }] },
]);

const CONFIG: CauseBookConfig = {
  pieces: 500,
  windowHours: 48,
  fewestBad: 10,
  alertPercent: 10,
  signals: ["*"],
  operations: [
    { stations: ["CNC-20*"], id: "OP20", name: { zh: "铣削", en: "Milling" } },
    { stations: ["VIS-01"], id: "OP60", name: { zh: "视觉检测", en: "Vision inspection" } },
    { stations: ["PRS-01"], id: "OP100", name: { zh: "压装", en: "Press-fit" } },
  ],
  features: [{ feature: "blemishes", name: { zh: "外观缺陷", en: "Blemishes" } }],
  results: [{ stations: ["PRS-01"], signals: ["result/peak-force"] }],
};

/** The plant of the book: the camera stands in another area than the machines. */
export const CAUSE_PLANT = {
  ...BENCH.plant,
  assets: BENCH.plant.assets.map((asset) => ({
    ...asset,
    ...(asset.label === "CNC-202" ? { name: { zh: "加工中心 202", en: "Machining centre 202" } } : {}),
    equipmentPath: `e/s/${asset.label === "VIS-01" ? "quality" : "machining"}/line/cell/${asset.label}`,
  })),
};

export const CAUSE_TAGS = BENCH.tags;

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
  book.observe(batchOf([{ ref: refOf(where), value, at: at(second) }]));
}

function refOf(where: string): TagRef {
  const [label = "", path = ""] = where.split(" ");
  const [component = "", signal = ""] = path.split("/");
  const tag = BENCH.tags.ofAsset(uidOf(label)).find((one) => one.component === component && one.signal === signal);
  if (tag === undefined) throw new Error(`no tag ${where}`);
  return tag.ref;
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

/** A force that rises to its peak and falls to half of it, ten points a second, and the way that goes with it. */
export function curveBlocks(piece: string | undefined, start: number, peak: number): readonly WaveformBlock[] {
  const rising = Float32Array.from({ length: 21 }, (_, at) =>
    at <= 15 ? (peak * at) / 15 : peak * (1 - (at - 15) / 10),
  );
  const way = Float32Array.from({ length: 21 }, (_, at) => 2 * at);
  const context = piece === undefined ? {} : { pieceId: piece };
  const common = { start: at(start), receivedAt: at(start + 3), dtS: 0.1, status: 0, flags: 0, context };
  return [
    { ...common, tag: refOf("PRS-01 ram/force-curve"), unit: "N", points: rising },
    { ...common, tag: refOf("PRS-01 ram/position-curve"), unit: "mm", points: way },
  ];
}

/** Pieces that are pressed, one a minute, and looked at: every fourth needs 25 kN, and is bad. */
export function pressed(book: CauseBook, count: number): readonly WaveformBlock[] {
  const all: WaveformBlock[] = [];
  for (let n = 0; n < count; n++) {
    const [second, isBad] = [n * 60, n % 4 === 1];
    passed(book, second, second + 5);
    const blocks = curveBlocks(`PC-${n}`, second + 2, (isBad ? 25_000 : 18_000) + 10 * (n % 7));
    for (const block of blocks) book.takeWaveform(block);
    all.push(...blocks);
    book.take(worked(`PC-${n}`, second + 5, { place: "PRS-01", startedAt: at(second) / 1000 }));
    passed(book, second + 6, second + 29);
    book.take(looked(`PC-${n}`, second + 30, isBad ? 4 : n % 3));
  }
  passed(book, count * 60, count * 60 + 130);
  return all;
}
