/**
 * A tool that breaks: within a cut the control stops the program by itself, while the machine has supply, coolant and a
 * quiet spindle, and no other machine stops with it (rules TL5 and TL6). Other causes of a stop in a cut show earlier
 * (a bearing by its vibration and heat, a pump by its flow) or elsewhere at the same time (a sag of the supply).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../watch.ts";
import { Stops } from "./tool-breakage/stops.ts";

const SIGNATURES: readonly Signature[] = [
  {
    kind: "tool-breakage",
    endsAtOnce: true,
    name: { zh: "刀具折断", en: "broken tool" },
    advice: {
      zh: "取出断刀，检查工件和夹具，更换刀具后再继续。",
      en: "Remove the broken tool, check piece and fixture, and change the tool before continuing.",
    },
    signs: { "stop-in-cut": 1 },
  },
];
/** Signals of the asset that it reads, in the order of `Stops`; the first three are required. */
const NEEDED = ["item-state", "spindle/power", "spindle/speed-commanded"] as const;
const WANTED = [
  "operation-mode",
  "power/active",
  "coolant/flow",
  "spindle/vibration-rms",
  "spindle/bearing-temperature",
  "program/progress",
  "channel/feedrate",
] as const;
/** Evidence of a stop that nothing else explains: counted in full at once, because a broken tool cannot wait. */
const CERTAIN = 12;

interface State {
  readonly stops: Float64Array;
  readonly since: Micros;
}

class ToolBreakage implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications = ["stop-in-cut"];
  readonly strengths = new Float64Array(1);
  readonly signatures = SIGNATURES;
  readonly isLearning = false;
  readonly #asset: WatchedAsset;
  readonly #meanings: readonly number[];
  readonly #stops: Stops;
  #since: Micros = Number.NaN;

  constructor(asset: WatchedAsset, component: string) {
    this.#asset = asset;
    this.id = `${component}/breakage`;
    this.component = component;
    const found = [...NEEDED, ...WANTED].flatMap((path, meaning) => {
      const tag = asset.tag(path);
      return tag === undefined ? [] : [{ tag, meaning }];
    });
    this.inputs = found.map(({ tag }) => tag.ref);
    this.#meanings = found.map(({ meaning }) => meaning);
    this.#stops = new Stops(asset.tag("spindle/bearing-temperature")?.limits?.high ?? Number.NaN);
  }

  sample(input: number, time: Micros, value: number): void {
    const before = this.#stops.stoppedAt;
    this.#stops.sample(this.#meanings[input] as number, time, value);
    // Shared at once, so that machines that stop in the same second know of each other.
    if (!Object.is(this.#stops.stoppedAt, before)) this.#publish();
  }

  second(): void {
    const { asset, peers } = this.#asset;
    const stops = this.#stops;
    if (stops.isRunning) {
      this.strengths[0] = 0;
      return;
    }
    if (this.strengths[0] !== 0 || !stops.isNewInCut) return;
    if (stops.isOfPlant(peers.typical("machine-stops", asset.assetUid))) return;
    this.strengths[0] = CERTAIN;
    this.#since = stops.stoppedAt;
    stops.settle();
  }

  describe(): Indication {
    return {
      value: this.#stops.power,
      usual: { low: this.#stops.cutPower, high: this.#stops.cutPower },
      unit: "W",
      title: { zh: "切削中停机时的主轴功率", en: "Spindle power at a stop in a cut" },
      meaning: {
        zh: "切削中控制系统自行停机，主轴功率骤降，而供电、冷却和主轴均正常。",
        en: "The control stopped in a cut and spindle power collapsed, while supply, coolant and spindle are normal.",
      },
      tag: (this.#asset.tag("spindle/power") as { ref: TagRef }).ref,
      since: this.#since,
    };
  }

  renewed(): void {
    this.strengths.fill(0);
  }

  snapshot(): State {
    return { stops: this.#stops.snapshot(), since: this.strengths[0] === 0 ? Number.NaN : this.#since };
  }

  restore({ stops, since }: State): void {
    this.#stops.restore(stops);
    this.#since = since;
    this.strengths[0] = Number.isNaN(since) ? 0 : CERTAIN;
    this.#publish();
  }

  #publish(): void {
    this.#asset.peers.set("machine-stops", this.#asset.asset.assetUid, this.#stops.stoppedAt);
  }
}

/** One watch for the tools of each machine tool that reports its state and its spindle's power. */
export function toolBreakage(asset: WatchedAsset): readonly ComponentWatch[] {
  const tool = asset.components.find(({ kind }) => kind === "tool");
  if (tool === undefined || NEEDED.some((path) => asset.tag(path) === undefined)) return [];
  return [new ToolBreakage(asset, tool.path)];
}
