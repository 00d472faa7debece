/** Floods on a plant: what fails, which alarms follow with which delays, and the truth about both. */
import type { GraphAsset } from "../../../../edge/alerts/groups/graph-inputs.ts";
import type { AlertView } from "../../../../edge/contracts/alerts/alert.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { Draw, FloodPlant } from "./flood-plant.ts";

export const EVENTS = ["power-sag", "air", "chilled-water", "network", "emergency-stop", "jam"] as const;
export type EventKind = (typeof EVENTS)[number];

interface RaisedAlert {
  readonly alert: AlertView;
  readonly tag: Tag | undefined;
  readonly onDelayS: number;
  /** Number of the event that caused it; -1: none. */
  readonly event: number;
}

interface Truth {
  readonly kind: EventKind;
  /** Alarm of the cause; undefined: it was never raised, and `supply` says what failed. */
  readonly cause: string | undefined;
  readonly supply: string;
}

export interface Flood {
  readonly alerts: readonly RaisedAlert[];
  readonly truths: readonly Truth[];
}

interface Words {
  readonly rule: string;
  readonly tag?: readonly [component: string, signal: string];
  readonly onDelayS?: number;
  readonly text?: string;
}

/** What machines report when they lose a supply: names of several makers, one of which says nothing. */
const STOPS: readonly Words[] = [
  { rule: "DriveFault" },
  { rule: "state/machine-stopped/item-state", tag: ["", "item-state"], onDelayS: 5 },
  { rule: "ServoNotReady" },
  { rule: "700012", text: "Alarm 700012" },
  { rule: "SpindleInverterTrip" },
  { rule: "hydraulics-pressure/low", tag: ["hydraulics", "pressure"], onDelayS: 15 },
];
const UNDERVOLTAGE: Words = { rule: "mains-voltage/low", tag: ["mains", "voltage"], onDelayS: 2 };
const LOW_AIR: Words = { rule: "pneumatics-pressure/low", tag: ["pneumatics", "pressure"], onDelayS: 5 };
const HOT: Words = { rule: "spindle-temperature/high", tag: ["spindle", "temperature"], onDelayS: 20 };
const CLAMP: Words = { rule: "ClampFault" };
const OVERHEAT: Words = { rule: "OverloadTrip" };
const UNRELATED: readonly Words[] = [
  { rule: "tool-life-used/high", tag: ["tool", "life-used"], onDelayS: 5 },
  { rule: "filter-pressure-drop/high", tag: ["filter", "pressure-drop"], onDelayS: 5 },
];

const JITTER_S = 20;
const T0_S = 1_800_000_000;

class FloodWriter {
  readonly alerts: RaisedAlert[] = [];
  readonly #draw: Draw;
  readonly #plant: FloodPlant;

  constructor(plant: FloodPlant, draw: Draw) {
    this.#plant = plant;
    this.#draw = draw;
  }

  /** An alarm whose condition begins `atS` seconds after the start. */
  raise(event: number, asset: GraphAsset, words: Words, atS: number): string {
    const { rule, tag: name, onDelayS = 0, text = "" } = words;
    const tag = name === undefined ? undefined : this.#plant.tagOf(asset, ...name);
    const alertUid = `a${String(this.alerts.length).padStart(4, "0")}`;
    const raisedAt = (T0_S + atS + onDelayS + this.#draw() * JITTER_S) * 1e6;
    const alert = {
      alertUid,
      rule,
      assetUid: asset.assetUid,
      kind: rule.endsWith("-stop") ? "safety" : "process",
      annunciation: "alarm",
      message: { en: text, zh: text },
      priority: this.#draw.whole(1, 4),
      state: "active",
      raisedAt,
    } as unknown as AlertView;
    this.alerts.push({ alert, tag, onDelayS, event });
    return alertUid;
  }
}

export function floodOf(plant: FloodPlant, draw: Draw, kinds: readonly EventKind[]): Flood {
  const writer = new FloodWriter(plant, draw);
  const size = 58 / kinds.length;
  const truths = kinds.map((kind, event) => event_(kind, { plant, draw, writer, event, size }));
  // Some that have nothing to do with it, somewhere between; one of them says nothing that would show that.
  for (const words of [...UNRELATED, draw.one([HOT, { rule: "LubricationFault" }, { rule: "DoorSwitchFault" }])]) {
    const machine = draw.one(plant.lines.flatMap(({ stations }) => stations));
    writer.raise(-1, machine, words, draw() * 60);
  }
  return { alerts: writer.alerts, truths };
}

interface Scene {
  readonly plant: FloodPlant;
  readonly draw: Draw;
  readonly writer: FloodWriter;
  readonly event: number;
  readonly size: number;
}

function event_(kind: EventKind, scene: Scene): Truth {
  switch (kind) {
    case "power-sag":
      return powerSag(scene);
    case "air":
      return airLoss(scene);
    case "chilled-water":
      return chillerTrip(scene);
    case "network":
      return switchDown(scene);
    case "emergency-stop":
      return cellStop(scene);
    case "jam":
      return jam(scene);
  }
}

/** One alarm in seven is missing. */
function isMissing(draw: Draw): boolean {
  return draw() < 1 / 7;
}

/** Alarms on the assets in turn, until there are enough. `wordsOf` names the n-th alarm of an asset. */
function spread(
  { draw, writer, event, size }: Scene,
  assets: readonly GraphAsset[],
  { wordsOf, atS }: { wordsOf(round: number): Words; atS(round: number): number },
): void {
  for (let n = 0, round = 0; round < 4; round++)
    for (const asset of assets) {
      if (n >= size) return;
      if (isMissing(draw)) continue;
      writer.raise(event, asset, wordsOf(round), atS(round));
      n++;
    }
}

function powerSag(scene: Scene): Truth {
  const { plant, draw, writer, event } = scene;
  const { meter, fed } = draw.one(plant.feeders);
  const cause = isMissing(draw)
    ? undefined
    : writer.raise(event, meter, { rule: "voltage-l1/low", tag: ["voltage", "l1"], onDelayS: 2 }, 0);
  const first = draw.whole(0, 5);
  spread(scene, fed, {
    wordsOf: (round) =>
      round === 2 ? UNDERVOLTAGE : (STOPS[(first + round + draw.whole(0, 5)) % STOPS.length] as Words),
    atS: () => draw() * 2,
  });
  return { kind: "power-sag", cause, supply: meter.assetUid };
}

function airLoss(scene: Scene): Truth {
  const { plant, draw, writer, event } = scene;
  const words =
    draw() < 0.5
      ? { rule: "CompressorTrip" }
      : { rule: "net-pressure/low", tag: ["net", "pressure"] as const, onDelayS: 15 };
  const cause = writer.raise(event, plant.compressor, words, 0);
  spread(
    scene,
    plant.lines.flatMap(({ stations }) => stations),
    {
      wordsOf: (round) => (round === 0 ? LOW_AIR : CLAMP),
      atS: (round) => 5 + draw() * 60 + round * 15,
    },
  );
  return { kind: "air", cause, supply: plant.compressor.assetUid };
}

function chillerTrip(scene: Scene): Truth {
  const { plant, draw, writer, event } = scene;
  const words =
    draw() < 0.5
      ? { rule: "ChillerFault" }
      : { rule: "water-supply-temperature/high", tag: ["water", "supply-temperature"] as const, onDelayS: 30 };
  const cause = writer.raise(event, plant.chiller, words, 0);
  spread(scene, plant.cooled, {
    wordsOf: (round) => (round === 0 ? HOT : OVERHEAT),
    atS: (round) => 60 + draw() * 240 + round * 120,
  });
  return { kind: "chilled-water", cause, supply: plant.chiller.assetUid };
}

function switchDown(scene: Scene): Truth {
  const { plant, draw, writer, event } = scene;
  const edge = { assetUid: "urn:gemba:edge:x" } as GraphAsset;
  const cause = writer.raise(event, edge, { rule: `peer-lost/${plant.host}`, onDelayS: 10 }, 0);
  const sources = [...plant.peers.keys()];
  for (const source of sources)
    if (!isMissing(draw)) writer.raise(event, edge, { rule: `source-lost/${source}`, onDelayS: 10 }, draw() * 3);
  spread(
    { ...scene, size: scene.size - sources.length },
    plant.lines.flatMap(({ stations }) => stations),
    {
      wordsOf: (round) => (round === 0 ? { rule: "link-stale/opc", onDelayS: 10 } : { rule: "CommunicationTimeout" }),
      atS: () => draw() * 5,
    },
  );
  return { kind: "network", cause, supply: `peer:${plant.host}` };
}

function cellStop(scene: Scene): Truth {
  const { plant, draw, writer, event } = scene;
  const line = draw.one(plant.lines);
  const at = draw.whole(1, line.cells.length - 2);
  const { safety, machines } = line.cells[at] as (typeof line.cells)[number];
  const cause = writer.raise(event, safety, { rule: "emergency-stop" }, 0);
  for (const machine of machines)
    for (const words of [{ rule: "protective-stop" }, ...STOPS.slice(0, 3)])
      if (!isMissing(draw)) writer.raise(event, machine, words, draw());
  neighbours(scene, line.stations, [
    line.stations.indexOf(machines[0] as GraphAsset),
    line.stations.indexOf(machines.at(-1) as GraphAsset),
  ]);
  return { kind: "emergency-stop", cause, supply: safety.assetUid };
}

function jam(scene: Scene): Truth {
  const { plant, draw, writer, event } = scene;
  const { stations } = draw.one(plant.lines);
  const at = draw.whole(4, stations.length - 5);
  const cause = writer.raise(
    event,
    stations[at] as GraphAsset,
    draw.one([{ rule: "ConveyorJam" }, { rule: "GripperFault" }]),
    0,
  );
  neighbours(scene, stations, [at, at]);
  return { kind: "jam", cause, supply: (stations[at] as GraphAsset).assetUid };
}

/** Stations before the stopped ones are blocked one after the other, those behind starve. */
function neighbours(
  { draw, writer, event }: Scene,
  stations: readonly GraphAsset[],
  [first, last]: readonly [number, number],
): void {
  let [blockedS, starvedS] = [0, 0];
  for (let step = 1; step < stations.length; step++) {
    const [before, behind] = [stations[first - step], stations[last + step]];
    blockedS += 2 + draw() * 25;
    starvedS += 2 + draw() * 25;
    const delayed = { onDelayS: 10 };
    if (before !== undefined && blockedS < 600 && !isMissing(draw))
      writer.raise(event, before, { rule: "state/blocked/item-state", ...delayed }, blockedS);
    if (before !== undefined && blockedS < 600 && !isMissing(draw))
      writer.raise(event, before, { rule: "OutfeedFull" }, blockedS + 5 + draw() * 20);
    if (behind !== undefined && starvedS < 600 && !isMissing(draw))
      writer.raise(event, behind, { rule: "state/starved/item-state", ...delayed }, starvedS);
    if (behind !== undefined && starvedS < 600 && !isMissing(draw))
      writer.raise(event, behind, { rule: "WaitingForPart" }, starvedS + 5 + draw() * 20);
  }
}
