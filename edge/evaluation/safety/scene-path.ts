/** The safety path of a running edge on virtual time: twin, live risk and vision, fed with positions (rule E71). */
import { BatchBuilder } from "../../batch/builder.ts";
import { edgeUidOf } from "../../compose/alerting/alerting.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import { BAD_NO_DATA, type Micros, type SampleBatch, SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { TagRef, TagRole } from "../../contracts/plant/tag.ts";
import type { BuiltPlant } from "../../model/plant.ts";
import { createTwin } from "../../model/twin.ts";
import type { PlantConfig } from "../../plugins.ts";
import { LiveRisk } from "../../safety/live/live-risk.ts";
import { VisionWatch } from "../../safety/vision/vision-watch.ts";
import type { SceneMessage } from "../input/plant-run.ts";

/** Positions come three times a second at most: a tick beside each would find nothing else. */
export const TICK_STEPS = 2;

interface Place {
  readonly x: TagRef;
  readonly y: TagRef;
  readonly theta: TagRef | undefined;
  readonly route: TagRef | undefined;
}

export class ScenePath {
  readonly #twin: ReturnType<typeof createTwin>;
  readonly #live: LiveRisk;
  readonly #vision: VisionWatch;
  readonly #slots: readonly Place[];
  readonly #vehicles: ReadonlyMap<string, Place>;
  readonly #builder = new BatchBuilder();
  #nowUs: Micros;

  constructor({ config, built, start }: { config: PlantConfig; built: BuiltPlant; start: Micros }) {
    const { plant, tags, links } = built;
    const { live, people, cameras, vision } = config.safety;
    this.#nowUs = start;
    this.#twin = createTwin({ tags, links, clock: () => this.#nowUs / 1000 });
    const edgeUid = edgeUidOf("evaluation");
    this.#live = new LiveRisk({ plant, tags, twin: this.#twin, live, people, edgeUid });
    this.#vision = new VisionWatch({ cameras, vision, people, plant, edgeUid });
    const places = (roles: readonly [TagRole, TagRole]) =>
      plant.assets.flatMap(({ assetUid, label }) => {
        const ofRole = (role: TagRole) => tags.ofAsset(assetUid).find((tag) => tag.role === role)?.ref;
        const [x, y] = [ofRole(roles[0]), ofRole(roles[1])];
        if (x === undefined || y === undefined) return [];
        return [[label, { x, y, theta: ofRole("agv-theta"), route: ofRole("agv-node-states") }] as const];
      });
    this.#slots = places(["person-x", "person-y"]).map(([, place]) => place);
    this.#vehicles = new Map(places(["agv-x", "agv-y"]));
  }

  /** Takes samples of other tags, such as speeds of robots. */
  samples(batch: SampleBatch): void {
    this.#twin.apply(batch);
  }

  /** Takes what has arrived since the last tick, and judges the present. */
  tick(messages: readonly SceneMessage[], nowUs: Micros): readonly Finding[] {
    this.#nowUs = nowUs;
    for (const message of messages) this.#take(message);
    return [...this.#live.tick(nowUs), ...this.#vision.tick(nowUs)];
  }

  #take(message: SceneMessage): void {
    const at = message.atMs * 1000;
    if (message.kind === "vision") {
      this.#vision.take(message.body, this.#nowUs);
      return;
    }
    const place = message.kind === "person" ? this.#slots[message.slot] : this.#vehicles.get(message.id);
    if (place === undefined) return;
    const { x, y } = message;
    const status = x === null ? BAD_NO_DATA : 0;
    this.#builder.add(place.x, at, x ?? Number.NaN, status, SampleFlag.simulated);
    this.#builder.add(place.y, at, y ?? Number.NaN, status, SampleFlag.simulated);
    if (message.kind === "vehicle") {
      const { theta, nodes, released } = message;
      if (place.theta !== undefined) this.#builder.add(place.theta, at, theta, 0, SampleFlag.simulated);
      if (place.route !== undefined)
        this.#builder.addText(place.route, at, routeText(nodes, released), 0, SampleFlag.simulated);
    }
    this.#twin.apply(this.#builder.finish(message.arrivesMs * 1000));
  }
}

/** The route as the reader of VDA 5050 writes it. */
function routeText(nodes: (SceneMessage & { kind: "vehicle" })["nodes"], released: number): string {
  return JSON.stringify({ nodes: nodes.map((node, at) => ({ ...node, released: at < released })) });
}
