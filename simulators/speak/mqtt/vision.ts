import type { Person, PlantModel, WireFault } from "../../kernel/contract.ts";
import { hashText, Random } from "../../kernel/random.ts";
import { CAMERAS, type Camera, sees } from "./cameras.ts";
import { type Device, every } from "./connection.ts";
import type { Line } from "./line.ts";
import { SITE_TOPIC } from "./stores.ts";

/** Time between two looks. */
export const LOOK_MS = 500;
/** Sign of life of a camera, every so many looks. */
const ALIVE_LOOKS = 20;
/** How often an act in view is noticed in a look, and how sure. */
const NOTICED = 0.6;
const SURE = { mean: 0.82, deviation: 0.08 };
/** Reports of nothing: per person in view and look, and how sure. They never reach what true ones usually have. */
const FALSE_CHANCE = 1 / 20_000;
const FALSE_SURE = { mean: 0.4, deviation: 0.08 };
const TWICE = 0.03;
const ERROR_95_M = 0.8;
const DEVIATION_M = ERROR_95_M / Math.sqrt(-2 * Math.log(0.05));
const SHIFT_MS = 8 * 3_600_000;
const FALSE_KINDS = ["no-helmet", "no-glasses", "phone", "smoking"] as const;

type Watched = Pick<PlantModel, "nowMs" | "safety" | "wireFaults">;

/** An event as the system sends it, and its camera. */
interface VisionEvent {
  readonly camera: string;
  readonly body: object;
}

/**
 * A vision system with the hall's cameras: it reports the unsafe acts of the scenario (`unsafe-act`) as far as a camera
 * sees them, misses some, reports a few that are none, and some twice. Tracks are numbered anew each shift. A camera
 * with the fault `camera-silent` sends nothing.
 */
export class Vision {
  readonly #plant: Watched;
  readonly #seed: number;
  readonly #random: Random;
  #looks = 0;
  #events = 0;

  constructor(plant: Watched, seed: number) {
    this.#plant = plant;
    this.#seed = seed;
    this.#random = new Random(seed).fork("vision");
  }

  /** What the cameras send now, by a clock that is ahead by `offsetMs`. Call it every {@link LOOK_MS}. */
  look(offsetMs: number): readonly VisionEvent[] {
    const isAlive = this.#looks++ % ALIVE_LOOKS === 0;
    const time = new Date(this.#plant.nowMs + offsetMs).toISOString();
    const sent: VisionEvent[] = [];
    for (const camera of CAMERAS) {
      if (isSilent(this.#plant.wireFaults, camera)) continue;
      const send = (more: object) => {
        sent.push({ camera: camera.id, body: { schema: "gemba.vision/1", camera: camera.id, time, ...more } });
      };
      if (isAlive) send({ eventId: this.#id(), kind: "alive" });
      for (const report of this.#reports(camera)) {
        const event = { eventId: this.#id(), ...report };
        send(event);
        if (this.#random.chance(TWICE)) send(event);
      }
    }
    return sent;
  }

  /** People whose unsafe act a working camera sees now: the truth. It draws nothing. */
  actsInView(): readonly { readonly person: string; readonly act: string }[] {
    const { safety, wireFaults } = this.#plant;
    const people = safety.people.filter(({ present }) => present);
    return people.flatMap((person) => {
      const act = actOf(wireFaults, person);
      const isSeen =
        act !== undefined && CAMERAS.some((one) => !isSilent(wireFaults, one) && sees(one, person, people));
      return isSeen ? [{ person: person.id, act }] : [];
    });
  }

  #id(): string {
    return `${this.#seed}-${Math.floor(this.#plant.nowMs)}-${++this.#events}`;
  }

  #reports(camera: Camera): readonly object[] {
    const { safety, wireFaults } = this.#plant;
    const random = this.#random;
    const people = safety.people.filter(({ present }) => present);
    return people.flatMap((person) => {
      const act = actOf(wireFaults, person);
      const isNoticed = act !== undefined && random.chance(NOTICED);
      const isMistaken = !isNoticed && random.chance(FALSE_CHANCE);
      if (!(isNoticed || isMistaken) || !sees(camera, person, people)) return [];
      const kind = isNoticed ? act : FALSE_KINDS[Math.floor(random.next() * FALSE_KINDS.length)];
      const { mean, deviation } = isNoticed ? SURE : FALSE_SURE;
      const confidence = Math.min(0.98, Math.max(0.05, mean + deviation * random.normal()));
      const off = () => DEVIATION_M * random.normal();
      const round = (value: number) => Math.round(value * 100) / 100;
      return [
        {
          ...{ kind, confidence: round(confidence), track: this.#trackOf(camera, person) },
          position: { x: round(person.x + off()), y: round(person.y + off()), error95: ERROR_95_M },
        },
      ];
    });
  }

  #trackOf(camera: Camera, person: Person): string {
    const shift = Math.floor(this.#plant.nowMs / SHIFT_MS);
    return `v-${(hashText(`${this.#seed} ${shift} ${camera.id} ${person.id}`) >>> 0).toString(16).padStart(8, "0")}`;
  }
}

/** The vision system on the wire. */
export function visionSystem(plant: PlantModel, line: Line, seed: number): Device {
  const vision = new Vision(plant, seed);
  return {
    clientId: "binjiang-vision",
    keepAliveS: 5,
    async online(link, lost) {
      every(LOOK_MS, () => {
        for (const { camera, body } of vision.look(line.offsetMs("positioning")))
          link.publish(`${SITE_TOPIC}/vision/${camera}/events`, JSON.stringify(body));
      }, [lost]);
    },
  };
}

function isSilent(faults: readonly WireFault[], { id }: Camera): boolean {
  return faults.some(({ kind, parameters }) => kind === "camera-silent" && parameters["camera"] === id);
}

function actOf(faults: readonly WireFault[], { id }: Person): string | undefined {
  const found = faults.find(({ kind, parameters }) => kind === "unsafe-act" && parameters["person"] === id);
  return found === undefined ? undefined : String(found.parameters["act"]);
}
