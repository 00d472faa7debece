import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlantIsland, PlantModel } from "../../kernel/contract.ts";
import { type Device, every } from "./connection.ts";
import type { Line, Link } from "./line.ts";
import { SITE_TOPIC } from "./stores.ts";

const REPORT = `${SITE_TOPIC}/cells/islands`;
const SET = `${REPORT}/set`;
/** The controller thinks about a change for so long. */
const DECIDES_AFTER_MS = 400;
/** A report now and then, as controllers send, so that a listener that missed one knows. */
const REPORT_EVERY_MS = 10_000;

/** Islands with which the live plant begins: half of the lathes and of the machining centres for each. */
export const FIRST_ISLANDS: readonly PlantIsland[] = [
  {
    id: "small",
    machines: ["CNC-101", "CNC-102", "CNC-201", "CNC-204", "CNC-202"],
    variants: ["PH-40*", "PH-50*"],
  },
  {
    id: "large",
    machines: ["CNC-103", "CNC-104", "CNC-203", "CNC-206", "CNC-205"],
    variants: ["PH-65*", "PH-80*"],
  },
];

interface Answer {
  readonly request: string;
  readonly accepted: boolean;
  readonly reason: string;
}

/**
 * The cell controller of the machine tools: says which of them make which variants, and takes other islands while the
 * plant runs. Formats in docs/islands.md. `stateDir`: where it keeps them over a restart; absent: nowhere.
 */
export function cellController(plant: PlantModel, line: Line, stateDir: string | undefined): Device {
  const memory = stateDir === undefined ? undefined : join(stateDir, "islands.json");
  plant.islands.assign(keptIn(memory) ?? FIRST_ISLANDS);
  let answer: Answer | undefined;
  const report = (link: Link): void => {
    const t = Math.round(plant.nowMs + line.offsetMs("cells"));
    const { list: islands } = plant.islands;
    const body = JSON.stringify({ t, islands, ...(answer === undefined ? {} : { answer }) });
    link.publish(REPORT, body, { qos: 1, retain: true });
  };
  const take = (payload: Buffer): void => {
    const { request, islands } = JSON.parse(payload.toString()) as {
      readonly request: string;
      readonly islands: readonly PlantIsland[];
    };
    const reason = plant.islands.assign(islands);
    answer = { request, accepted: reason === undefined, reason: reason ?? "" };
    if (memory !== undefined && reason === undefined) writeFileSync(memory, JSON.stringify(islands));
  };
  if (stateDir !== undefined) mkdirSync(stateDir, { recursive: true });
  return {
    clientId: "binjiang-cells",
    keepAliveS: 5,
    async online(link, lost) {
      link.client.on("message", (topic, payload) => {
        if (topic !== SET) return;
        const timer = setTimeout(() => {
          try {
            take(payload);
          } catch {
            // Not its format: a controller ignores it.
            return;
          }
          report(link);
        }, DECIDES_AFTER_MS);
        lost.addEventListener("abort", () => clearTimeout(timer), { once: true });
      });
      await link.client.subscribeAsync(SET, { qos: 1 });
      report(link);
      every(REPORT_EVERY_MS, () => report(link), [lost]);
    },
  };
}

function keptIn(memory: string | undefined): readonly PlantIsland[] | undefined {
  if (memory === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(memory, "utf8")) as readonly PlantIsland[];
  } catch {
    return undefined;
  }
}
