/** A small plant and what an edge recorded of it: two lathes before a packing machine, with set-ups. */
import type { PlantDescription } from "../../edge/contracts/forecast/description.ts";
import type { PastOperation, PastPiece, PastStay, PlantHistory } from "../../edge/contracts/forecast/history.ts";
import type { Random } from "../reliability/random.ts";

export const SMALL_PLANT: PlantDescription = {
  site: { timeZone: "UTC", shifts: [] },
  assets: [
    { label: "CNC-1", kind: "lathe" },
    { label: "CNC-2", kind: "lathe" },
    { label: "PCK-1", kind: "packing" },
  ],
  material: {
    ways: ["IN > CNC-* > MID > PCK-1 > OUT"],
    buffers: [{ id: "IN" }, { id: "MID", capacity: 6 }, { id: "OUT" }],
    operations: [
      { stations: ["CNC-*"], id: "OP10" },
      { stations: ["PCK-1"], id: "OP20" },
    ],
    scrap: "SCRAP",
  },
  kpis: { idealCycles: [], breaks: [], endOfLine: { assets: ["PCK-1"] } },
};

/** The same plant as a config's text. */
export const SMALL_CONFIG = `gemba: 1
site: { enterprise: acme, id: one, name: { zh: 厂, en: Plant }, timeZone: UTC, currency: EUR, shifts: [] }
floor: { width: 10, depth: 10 }
types:
  lathe: { kind: lathe, tags: [] }
  packing: { kind: packing, tags: [] }
assets:
  - { uid: "urn:t:1", label: CNC-1, type: lathe, name: { zh: 一, en: one }, path: acme/one/hall/c1 }
  - { uid: "urn:t:2", label: CNC-2, type: lathe, name: { zh: 二, en: two }, path: acme/one/hall/c2 }
  - { uid: "urn:t:3", label: PCK-1, type: packing, name: { zh: 三, en: three }, path: acme/one/hall/p1 }
material:
  buffers:
    - { id: IN, name: { zh: 入, en: In } }
    - { id: MID, name: { zh: 中, en: Middle }, capacity: 6 }
    - { id: OUT, name: { zh: 出, en: Out } }
  ways: [IN > CNC-* > MID > PCK-1 > OUT]
  operations:
    - { stations: [CNC-*], id: OP10, name: { zh: 车, en: Turning } }
    - { stations: [PCK-1], id: OP20, name: { zh: 包, en: Packing } }
kpis: { endOfLine: { assets: [PCK-1] } }
`;

export const SMALL = { workS: 60, setUpS: 300, scrapShare: 0.1, ofOrder: 40, packS: 10 } as const;
export const START_US = Date.UTC(2026, 2, 2) * 1000;

/** Pieces of alternating orders of variants A and B. Both lathes always have a next piece. */
export function smallHistory(pieces: number, random: Random): PlantHistory {
  const free = [0, 0];
  const variants = ["", ""];
  let packed = 0;
  const us = (seconds: number): number => START_US + Math.round(seconds * 1000) * 1000;
  const made = Array.from({ length: pieces }, (_, at): PastPiece => {
    const order = Math.floor(at / SMALL.ofOrder);
    const variant = order % 2 === 0 ? "A" : "B";
    const lathe = (free[0] as number) <= (free[1] as number) ? 0 : 1;
    const arrive = free[lathe] as number;
    const isChange = variants[lathe] !== "" && variants[lathe] !== variant;
    variants[lathe] = variant;
    const start = arrive + (isChange ? SMALL.setUpS : 0);
    const end = start + SMALL.workS * (0.9 + 0.2 * random());
    free[lathe] = end;
    const isScrap = random() < SMALL.scrapShare;
    const label = `CNC-${lathe + 1}`;
    const stays: PastStay[] = [
      { place: "IN", from: us(0), to: us(arrive) },
      { place: label, from: us(arrive), to: us(end) },
    ];
    const operations: PastOperation[] = [
      { station: label, start: us(start), end: us(end), verdict: isScrap ? "scrap" : "good" },
    ];
    if (!isScrap) {
      const begin = Math.max(packed, end);
      packed = begin + SMALL.packS;
      stays.push({ place: "MID", from: us(end), to: us(begin) });
      stays.push(
        { place: "PCK-1", from: us(begin), to: us(packed) },
        { place: "OUT", from: us(packed), to: Number.NaN },
      );
      operations.push({ station: "PCK-1", start: us(begin), end: us(packed), verdict: "good" });
    }
    return { piece: `P-${at}`, variant, order: `O-${order}`, stays, operations };
  });
  const orders = Array.from({ length: Math.ceil(pieces / SMALL.ofOrder) + 3 }, (_, order) => ({
    order: `O-${order}`,
    variant: order % 2 === 0 ? "A" : "B",
    quantity: SMALL.ofOrder,
    priority: 1,
    due: us(3600 * (order + 1)),
    steps: stepsOf(made.filter((piece) => piece.order === `O-${order}`)),
  }));
  return { from: START_US, to: us(Math.max(...free)), pieces: made, orders };
}

function stepsOf(pieces: readonly PastPiece[]): PlantHistory["orders"][number]["steps"] {
  const none = { state: "AllowedToStart", started: 0, good: 0, scrapped: 0 };
  const times = pieces.flatMap(({ operations }) => operations.flatMap(({ start, end }) => [start, end]));
  const at = (time: number) => {
    const ended = (verdict: string, station: string): number =>
      pieces.filter(({ operations }) =>
        operations.some((one) => one.verdict === verdict && one.station.startsWith(station) && one.end <= time),
      ).length;
    const started = pieces.filter(({ operations }) => (operations[0]?.start ?? 0) <= time).length;
    const [good, scrapped] = [ended("good", "PCK"), ended("scrap", "CNC")];
    const state = good + scrapped >= pieces.length ? "Ended" : "Running";
    return { time, state, started, good, scrapped };
  };
  return [{ time: START_US, ...none }, ...times.toSorted((a, b) => a - b).map(at)];
}
