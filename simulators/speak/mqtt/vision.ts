import type { Person, PlantModel, WireFault } from "../../kernel/contract.ts";
import { hashText, Random } from "../../kernel/random.ts";
import { CAMERAS, type Camera, sees } from "./cameras.ts";
import { type Device, every } from "./connection.ts";
import type { Line } from "./line.ts";
import { SITE_TOPIC } from "./stores.ts";

const LOOK_MS = 500;
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

/**
 * A vision system with the hall's cameras: it reports the unsafe acts of the scenario (`unsafe-act`) as far as a camera
 * sees them, misses some, reports a few that are none, and some twice. Tracks are numbered anew each shift. A camera
 * with the fault `camera-silent` sends nothing.
 */
export function visionSystem(plant: PlantModel, line: Line, seed: number): Device {
  const random = new Random(seed).fork("vision");
  let looks = 0;
  let events = 0;
  return {
    clientId: "binjiang-vision",
    keepAliveS: 5,
    async online(link, lost) {
      every(LOOK_MS, () => {
        const isAlive = looks++ % ALIVE_LOOKS === 0;
        const t = new Date(plant.nowMs + line.offsetMs("positioning")).toISOString();
        for (const camera of CAMERAS) {
          if (isSilent(plant.wireFaults, camera)) continue;
          const send = (more: object) =>
            link.publish(
              `${SITE_TOPIC}/vision/${camera.id}/events`,
              JSON.stringify({ ...{ schema: "gemba.vision/1", camera: camera.id, time: t }, ...more }),
            );
          if (isAlive) send({ eventId: idOf(), kind: "alive" });
          for (const report of look(camera)) {
            const event = { eventId: idOf(), ...report };
            send(event);
            if (random.chance(TWICE)) send(event);
          }
        }
      }, [lost]);
    },
  };

  function idOf(): string {
    return `${seed}-${Math.floor(plant.nowMs)}-${++events}`;
  }

  function look(camera: Camera): readonly object[] {
    const people = plant.safety.people.filter(({ present }) => present);
    return people.flatMap((person) => {
      const act = actOf(plant.wireFaults, person);
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
          ...{ kind, confidence: round(confidence), track: trackOf(camera, person) },
          position: { x: round(person.x + off()), y: round(person.y + off()), error95: ERROR_95_M },
        },
      ];
    });
  }

  function trackOf(camera: Camera, person: Person): string {
    const shift = Math.floor(plant.nowMs / SHIFT_MS);
    return `v-${(hashText(`${seed} ${shift} ${camera.id} ${person.id}`) >>> 0).toString(16).padStart(8, "0")}`;
  }
}

function isSilent(faults: readonly WireFault[], { id }: Camera): boolean {
  return faults.some(({ kind, parameters }) => kind === "camera-silent" && parameters["camera"] === id);
}

function actOf(faults: readonly WireFault[], { id }: Person): string | undefined {
  const found = faults.find(({ kind, parameters }) => kind === "unsafe-act" && parameters["person"] === id);
  return found === undefined ? undefined : String(found.parameters["act"]);
}
