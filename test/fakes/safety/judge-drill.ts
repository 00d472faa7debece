/** Drills in random halls: new ways after an exit is blocked beside the exact ones, and the muster beside its truth. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Register } from "../../../edge/contracts/safety/register.ts";
import type { Blocking } from "../../../edge/contracts/safety/response.ts";
import { waysOut } from "../../../edge/safety/response/event-view.ts";
import { Muster } from "../../../edge/safety/response/muster.ts";
import { WalkingFields } from "../../../edge/safety/response/walking-fields.ts";
import { type Point, Walkways } from "../../../edge/safety/response/walkways.ts";
import type { Random } from "../../reliability/random.ts";
import { exactWayM, randomHall } from "./random-halls.ts";

const EXITS = 4;
const MOST_INSIDE = 300;
/** Shares of people who check in, and of check-ins by somebody who is on no record. */
const ARRIVES = 0.8;
const STRANGER = 0.05;

export interface DrillFigures {
  /** From an exit that is blocked to the new ways, milliseconds. */
  readonly routeMs: readonly number[];
  /** How much longer than the shortest each new way is, less a cell for the raster, as a share. */
  readonly overShortest: readonly number[];
  /** Drills whose new way leads to the blocked exit, or to none although there is a way. */
  readonly wrongWays: number;
  /** Musters that differ from the access record and the check-ins. */
  readonly wrongCounts: number;
}

/** `isExact`: compares each new way with the exact shortest one, which takes long in a hall with many machines. */
export function judgeDrills(
  random: Random,
  options: {
    readonly drills: number;
    readonly floor: { readonly width: number; readonly depth: number };
    readonly machines: number;
    readonly isExact: boolean;
  },
): DrillFigures {
  const routeMs: number[] = [];
  const overShortest: number[] = [];
  let [wrongWays, wrongCounts] = [0, 0];
  for (let drill = 0; drill < options.drills; drill++) {
    const hall = randomHall(random, options.floor, options.machines);
    const walkways = Walkways.of(hall.plant, []);
    const fields = new WalkingFields(walkways);
    const exits = Array.from({ length: EXITS }, () => hall.place());
    const from = hall.place();
    const planned = (blocked: readonly string[]) =>
      waysOut(registerOf(exits), from, { fields, blocked: { exits: blocked, places: [] } as unknown as Blocking })[0];
    const first = planned([]);
    const begun = performance.now();
    const way = planned(first === undefined ? [] : [first.resource]);
    routeMs.push(performance.now() - begun);
    if (way === undefined || way.resource === first?.resource) wrongWays++;
    if (options.isExact && way !== undefined) {
      const open = exits.filter((_, at) => idOf(at) !== first?.resource);
      const exact = Math.min(...open.map((exit) => exactWayM(hall, from, exit)));
      overShortest.push((way.lengthM - walkways.cellM) / exact - 1);
    }
    if (!isMusterRight(random)) wrongCounts++;
  }
  return { routeMs, overShortest, wrongWays, wrongCounts };
}

function registerOf(exits: readonly Point[]): Pick<Register, "resources"> {
  const resources = exits.map((position, at) => ({ id: idOf(at), kind: "exit", name: null, place: { position } }));
  return { resources: resources as unknown as Register["resources"] };
}

function idOf(at: number): string {
  return `EX-${at}`;
}

/** Whether the counts equal the access record and the check-ins, and all others are unaccounted. */
function isMusterRight(random: Random): boolean {
  const dir = mkdtempSync(join(tmpdir(), "gemba-drill-"));
  const muster = new Muster({ path: join(dir, "muster.jsonl"), isOn: true }, new Set(["drill"]));
  try {
    const inside = Array.from({ length: Math.floor(MOST_INSIDE * random()) }, (_, at) => `p-${at}`);
    muster.setAccess({ at: 1, people: inside.map((id) => ({ id, name: null, place: null })) });
    const arrived = new Set(inside.filter(() => random() < ARRIVES));
    const strangers = inside.filter(() => random() < STRANGER).map((id) => `guest of ${id}`);
    for (const person of [...arrived, ...strangers]) muster.checkIn({ response: "drill", person, at: 2 });
    const counts = muster.counts("drill");
    const unaccounted = inside.filter((id) => !arrived.has(id));
    return (
      counts.inside === inside.length &&
      counts.checkedIn === arrived.size + strangers.length &&
      counts.strangers === strangers.length &&
      counts.unaccounted === unaccounted.length &&
      muster.unaccounted("drill").every(({ id }, at) => id === unaccounted[at])
    );
  } finally {
    muster.close();
    rmSync(dir, { recursive: true });
  }
}
