/**
 * Where people and vehicles are, for a reader that judges their safety: what sensors deliver, when, and the truth. It
 * exists in memory only; no file of a run has it.
 */
import type { Vehicle } from "../../kernel/contract.ts";
import { Random } from "../../kernel/random.ts";
import { stopAt } from "../../plants/machining/fleet/stops.ts";
import type { Plant } from "../../plants/machining/plant.ts";
import { Positioning, PUBLISH_MS } from "../../speak/mqtt/positioning.ts";
import { LOOK_MS, Vision } from "../../speak/mqtt/vision.ts";

const STEP_MS = 100;
const VEHICLE_MS = 300;
/** Deliveries, ms. */
const LATE_MS = { person: [100, 400], vehicle: [50, 250], vision: [100, 400] } as const;

interface Delivered {
  /** Time of the measurement, and of its arrival, ms UTC. */
  readonly atMs: number;
  readonly arrivesMs: number;
}

/** A position of a slot of the positioning system, of a vehicle, or an event of a camera. */
type SceneMessage = Delivered &
  (
    | { readonly kind: "person"; readonly slot: number; readonly x: number | null; readonly y: number | null }
    | {
        readonly kind: "vehicle";
        readonly id: string;
        readonly x: number;
        readonly y: number;
        readonly theta: number;
        /** Nodes ahead, and how many of them are released. */
        readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number }[];
        readonly released: number;
      }
    | { readonly kind: "vision"; readonly body: object }
  );

/** A block's messages in order of arrival, and for each tenth of a second the truth. */
export interface StreamScene {
  readonly vehicles: readonly string[];
  readonly people: number;
  readonly messages: readonly SceneMessage[];
  /** Unsafe acts that a camera sees, twice a second: the truth. */
  readonly views: readonly { readonly atMs: number; readonly person: string; readonly act: string }[];
  /** By step: x, y, vx, vy of each person (NaN while absent), then x, y, theta, speed of each vehicle. */
  readonly truth: Float32Array;
}

/** Fields of one person or vehicle in the truth. */
const FIELDS = 4;

export class SceneRecorder {
  readonly #plant: Plant;
  readonly #positioning: Positioning;
  readonly #vision: Vision;
  readonly #random: Random;
  #messages: SceneMessage[] = [];
  #views: StreamScene["views"][number][] = [];
  #truth: Float32Array;
  #length = 0;
  #steps = 0;

  constructor(plant: Plant, { seed, stepsPerBlock }: { readonly seed: number; readonly stepsPerBlock: number }) {
    this.#plant = plant;
    this.#positioning = new Positioning(plant, seed);
    this.#vision = new Vision(plant, seed);
    this.#random = new Random(seed).at("deliveries");
    this.#truth = new Float32Array(stepsPerBlock * this.#width);
  }

  get #width(): number {
    return FIELDS * (this.#plant.safety.people.length + this.#plant.vehicles.length);
  }

  /** Call it after each step of the plant. */
  step(): void {
    const ms = this.#steps++ * STEP_MS;
    if (ms % PUBLISH_MS === 0)
      for (const [slot, { x, y }] of this.#positioning.look(0).entries())
        this.#messages.push({ kind: "person", ...this.#delivery("person"), slot, x, y });
    if (ms % VEHICLE_MS === 0) for (const vehicle of this.#plant.vehicles) this.#messages.push(this.#report(vehicle));
    if (ms % LOOK_MS === 0) {
      for (const view of this.#vision.actsInView()) this.#views.push({ atMs: this.#plant.nowMs, ...view });
      for (const { body } of this.#vision.look(0))
        this.#messages.push({ kind: "vision", ...this.#delivery("vision"), body });
    }
    this.#note();
  }

  /** What has arrived since the last call, and the truth of these steps. */
  take(): StreamScene {
    const { nowMs, vehicles, safety } = this.#plant;
    const arrived = this.#messages.filter(({ arrivesMs }) => arrivesMs <= nowMs);
    this.#messages = this.#messages.filter(({ arrivesMs }) => arrivesMs > nowMs);
    const truth = this.#truth.slice(0, this.#length);
    this.#length = 0;
    const views = this.#views;
    this.#views = [];
    return {
      vehicles: vehicles.map(({ id }) => id),
      people: safety.people.length,
      messages: arrived.sort((a, b) => a.arrivesMs - b.arrivesMs),
      views,
      truth,
    };
  }

  #delivery(kind: keyof typeof LATE_MS): Delivered {
    const { nowMs } = this.#plant;
    const [least, most] = LATE_MS[kind];
    return { atMs: nowMs, arrivesMs: nowMs + Math.round(this.#random.between(least, most)) };
  }

  #report({ id, pose, order, lastNodeSequenceId }: Vehicle): SceneMessage {
    // Sequence ids of nodes are even: those behind the last one are ahead.
    const passed = order === null ? 0 : Math.floor(lastNodeSequenceId / 2) + 1;
    const nodes = order?.nodes.slice(passed).map((id) => ({ id, ...stopAt(id) })) ?? [];
    const released = Math.max(0, (order?.releasedNodes ?? 0) - passed);
    const { x, y, theta } = pose;
    const round = (value: number) => Math.round(value * 1000) / 1000;
    return {
      ...{ kind: "vehicle", ...this.#delivery("vehicle"), id },
      ...{ x: round(x), y: round(y), theta: round(theta), nodes, released },
    };
  }

  #note(): void {
    const truth = this.#truth;
    let at = this.#length;
    for (const { x, y, vx, vy, present } of this.#plant.safety.people) {
      truth[at++] = present ? x : Number.NaN;
      truth[at++] = y;
      truth[at++] = vx;
      truth[at++] = vy;
    }
    for (const { pose, velocity } of this.#plant.vehicles) {
      truth[at++] = pose.x;
      truth[at++] = pose.y;
      truth[at++] = pose.theta;
      truth[at++] = Math.abs(velocity.vx);
    }
    this.#length = at;
  }
}
