/**
 * Pieces on the route of the simulated plant without the physics of its machines: where each was worked on, by whom
 * and with what, in the order of the plant. A fast source for the many runs that judge the search for causes.
 */
import type { Random } from "../../kernel/random.ts";
import type { Made, MadeLot, Work } from "./made.ts";
import { Supply } from "./supply.ts";

interface Step {
  readonly operation: string;
  readonly stations: readonly string[];
  readonly seconds: number;
  /** Pieces that a station works on at the same time. */
  readonly places?: number;
  readonly hasTools?: true;
}

/** The route of config/demo with its usual cycle times; washer, dryer and oven hold several pieces. */
const ROUTE: readonly Step[] = [
  { operation: "OP10", stations: ["CNC-101", "CNC-102", "CNC-103", "CNC-104"], seconds: 120, hasTools: true },
  {
    operation: "OP20",
    stations: ["CNC-201", "CNC-202", "CNC-203", "CNC-204", "CNC-205", "CNC-206"],
    seconds: 180,
    hasTools: true,
  },
  { operation: "OP30", stations: ["DBR-01"], seconds: 28 },
  { operation: "OP40", stations: ["WSH-01"], seconds: 200, places: 8 },
  { operation: "OP50", stations: ["DRY-01"], seconds: 240, places: 8 },
  { operation: "OP60", stations: ["VIS-01"], seconds: 20 },
  { operation: "OP70", stations: ["LKT-01", "LKT-02"], seconds: 55 },
  { operation: "OP80", stations: ["PCB-01"], seconds: 30 },
  { operation: "OP90", stations: ["OVN-01"], seconds: 1260, places: 48 },
  { operation: "OP100", stations: ["PRS-01"], seconds: 26 },
  { operation: "OP110", stations: ["TGT-01"], seconds: 30 },
  { operation: "OP120", stations: ["EOL-01"], seconds: 30 },
];

const EVERY_S = 38;
const FIXTURES = 12;
const OVEN_SLOTS = 12;

/** Signals of stations with their usual value, deviation and correlation time in pieces. */
const SIGNALS: Readonly<
  Record<string, readonly (readonly [name: string, usual: number, spread: number, memory: number])[]>
> = {
  OP10: [
    ["spindle/load", 42, 3, 1],
    ["spindle/bearing-temperature", 48, 2, 60],
    ["spindle/vibration-rms", 1.1, 0.12, 20],
    ["coolant/temperature", 24, 0.8, 200],
    ["power/active", 9000, 600, 1],
  ],
  OP20: [
    ["spindle/load", 38, 4, 1],
    ["spindle/bearing-temperature", 46, 2, 60],
    ["spindle/vibration-rms", 0.9, 0.1, 20],
    ["coolant/temperature", 23, 0.8, 200],
    ["axis-x/load", 20, 2, 1],
    ["power/active", 11_000, 900, 1],
  ],
  OP30: [
    ["spindle/load", 30, 3, 5],
    ["contact/force", 60, 2, 10],
    ["extraction/pressure-drop", 900, 40, 300],
  ],
  OP40: [
    ["bath/temperature", 60, 0.8, 30],
    ["bath/conductivity", 420, 20, 200],
    ["pump/pressure", 6, 0.15, 10],
    ["rinse/temperature", 52, 0.8, 30],
    ["bath/level", 85, 4, 100],
  ],
  OP50: [
    ["air/temperature", 105, 1.5, 20],
    ["air/humidity", 12, 1, 40],
    ["fan/vibration-rms", 1.8, 0.15, 50],
  ],
  OP80: [
    ["air/humidity", 45, 2.5, 60],
    ["air/temperature", 24, 0.8, 100],
    ["gun/voltage", 80, 1, 5],
    ["powder/flow", 220, 6, 5],
    ["filter/pressure-drop", 700, 30, 200],
  ],
  OP90: [
    ["zone-1/temperature", 185, 1.2, 20],
    ["zone-2/temperature", 190, 1.2, 20],
    ["zone-3/temperature", 188, 1.2, 20],
    ["chain/tension", 4, 0.1, 50],
    ["burner/gas-flow", 14, 0.5, 10],
  ],
  OP100: [
    ["ram/force", 5200, 160, 1],
    ["motor/temperature", 62, 2, 60],
    ["motor/current", 4, 0.2, 1],
  ],
  OP110: [
    ["spindle/torque", 21, 0.6, 1],
    ["motor/temperature", 51, 1.5, 50],
  ],
};

/** Signals that a fault moves: it gives their value at a time in place of the usual one. */
type MovedSignal = (operation: string, name: string, ms: number) => number | undefined;

export interface PlanOptions {
  readonly random: Random;
  readonly startMs: number;
  readonly hours: number;
  readonly moved: MovedSignal;
  /** Factor on the time in the oven. */
  cureFactor(ms: number): number;
}

export interface PiecePlan {
  readonly pieces: readonly Made[];
  readonly lots: readonly MadeLot[];
}

/** Pieces in the order in which they enter. */
export function planPieces({ random, startMs, hours, moved, cureFactor }: PlanOptions): PiecePlan {
  const supply = new Supply(random.fork("supply"));
  const stations = new Stations(random.fork("stations"), { moved, cureFactor });
  const arrivals = random.fork("arrivals");
  const pieces: Made[] = [];
  for (let ms = startMs, number = 0; ms < startMs + hours * 3600e3; number++) {
    const piece: Made = { id: `PC-${number}`, ...supply.next(ms), work: new Map() };
    pieces.push(piece);
    ms += 1000 * EVERY_S * (0.5 + arrivals.next());
  }
  // Each step takes the pieces in the order in which they leave the one before.
  const readyMs = new Map(pieces.map((piece, at) => [piece, startMs + 1000 * EVERY_S * at]));
  for (const step of ROUTE) {
    const order = [...pieces].sort((a, b) => (readyMs.get(a) as number) - (readyMs.get(b) as number));
    for (const piece of order) {
      const work = stations.work(step, piece, readyMs.get(piece) as number);
      piece.work.set(step.operation, work);
      readyMs.set(piece, work.endMs + 20_000);
    }
  }
  return { pieces, lots: supply.lots };
}

/** Stations take the next piece when they are free; tools, fixtures, programs, people and signals go with the work. */
class Stations {
  readonly #random: Random;
  readonly #options: Pick<PlanOptions, "moved" | "cureFactor">;
  readonly #freeMs = new Map<string, number[]>();
  readonly #tools = new Map<string, { serial: number; left: number }>();
  readonly #revisions = new Map<string, number>();
  readonly #signals = new Map<string, number>();
  #turn = 0;

  constructor(random: Random, options: Pick<PlanOptions, "moved" | "cureFactor">) {
    this.#random = random;
    this.#options = options;
  }

  work(step: Step, piece: Made, readyMs: number): Work {
    const { operation, places = 1 } = step;
    const random = this.#random;
    const free = (place: string): number[] => {
      const known = this.#freeMs.get(place) ?? new Array<number>(places).fill(0);
      this.#freeMs.set(place, known);
      return known;
    };
    const place = step.stations.reduce((best, one) =>
      Math.min(...free(one)) + random.between(0, 60_000) < Math.min(...free(best)) ? one : best,
    );
    const times = free(place);
    const slot = times.indexOf(Math.min(...times));
    const startMs = Math.max(readyMs, times[slot] as number);
    const factor = operation === "OP90" ? this.#options.cureFactor(startMs) : 1;
    const endMs = startMs + 1000 * step.seconds * factor * (1 + 0.04 * random.normal());
    times[slot] = endMs;
    const machine = Math.max(0, step.stations.indexOf(place));
    const hour = Math.floor(endMs / 3600e3);
    return {
      place,
      ...(operation === "OP90" ? { slot: 1 + (this.#turn++ % OVEN_SLOTS) } : {}),
      startMs,
      endMs,
      ...(step.hasTools === true
        ? { program: this.#program(piece.variant, operation), fixture: this.#fixture(machine) }
        : {}),
      tools: step.hasTools === true ? [1, 2, 3].map((at) => this.#tool(`${place}/${at}`)) : [],
      // Two of four people of a shift; they change places each hour, and not always.
      ...(operation === "OP30"
        ? { by: `OPR-${1 + ((hour + (random.chance(0.5) ? 1 : 0)) % 2) + 2 * (Math.floor(hour / 4) % 2)}` }
        : {}),
      ...(operation === "OP110" ? { position: ["A", "B", "C"][Math.floor(random.next() * 3)] as string } : {}),
      signals: this.#signalsOf(operation, place, (startMs + endMs) / 2),
    };
  }

  /** A worn tool is replaced by one with another serial number. */
  #tool(key: string): string {
    const known = this.#tools.get(key);
    const tool =
      known === undefined || known.left <= 0
        ? { serial: (known?.serial ?? 0) + 1, left: Math.round(this.#random.between(80, 200)) }
        : known;
    tool.left--;
    this.#tools.set(key, tool);
    return `T${key.slice(-1)}-${tool.serial}`;
  }

  #program(variant: string, operation: string): string {
    const key = `${variant}-${operation}`;
    if (this.#random.chance(0.004)) this.#revisions.set(key, (this.#revisions.get(key) ?? 1) + 1);
    return `${key}-R${this.#revisions.get(key) ?? 1}`;
  }

  /** Most often one of the machine's own two, else any. */
  #fixture(machine: number): string {
    const random = this.#random;
    const own = 2 * machine + (random.chance(0.5) ? 1 : 0);
    return `FX-${1 + (random.chance(0.6) ? own % FIXTURES : Math.floor(random.next() * FIXTURES))}`;
  }

  #signalsOf(operation: string, place: string, ms: number): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [name, usual, spread, memory] of SIGNALS[operation] ?? []) {
      const key = `${place} ${name}`;
      // Machines of a kind differ, and each wanders.
      const own = usual + 0.7 * spread * this.#random.at(key).normal();
      const share = Math.exp(-1 / memory);
      const before = this.#signals.get(key) ?? this.#random.normal();
      const now = share * before + Math.sqrt(1 - share * share) * this.#random.normal();
      this.#signals.set(key, now);
      found.set(name, this.#options.moved(operation, name, ms) ?? own + spread * now);
    }
    return found;
  }
}
