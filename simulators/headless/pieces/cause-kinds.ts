/** Kinds of quality faults with a known cause: which pieces they concern, and which defect these get. */
import type { Random } from "../../kernel/random.ts";
import type { Made } from "./made.ts";

/** The cause in the words of reports. */
export interface TrueCause {
  readonly kind: string;
  readonly operation: string;
  readonly name: string;
  /** Empty for a number. */
  readonly level: string;
}

/** Defects by name: the operation that judges, the feature (none: the station's own verdict) and its side. */
export const DEFECTS = {
  blemishes: { operation: "OP60", feature: "blemishes", side: "high" },
  "leak-rate": { operation: "OP70", feature: "leak-rate", side: "high" },
  press: { operation: "OP100", feature: "", side: "scrap" },
  "film-thickness": { operation: "OP80", feature: "film-thickness", side: "low" },
  flow: { operation: "OP120", feature: "flow", side: "low" },
} as const;

export interface CauseKind {
  readonly name: string;
  readonly defect: keyof typeof DEFECTS;
  /** The cause in a run, chosen among what the run has. */
  choose(random: Random): TrueCause;
  /** Whether a piece has the circumstance; it is asked for pieces since the begin. */
  concerns(piece: Made, cause: TrueCause): boolean;
  /** Begins when this is new rather than at any moment: such a cause has no pieces before. */
  readonly beginsAnew?: "tool" | "program" | "lot";
  /** Least and greatest share of pieces that it spoils, where these are not the usual ones. */
  readonly severity?: readonly [number, number];
}

const MILLS = ["CNC-201", "CNC-202", "CNC-203", "CNC-204", "CNC-205", "CNC-206"] as const;
const LATHES = ["CNC-101", "CNC-102", "CNC-103", "CNC-104"] as const;
const one = <Of>(list: readonly Of[], random: Random): Of => list[Math.floor(random.next() * list.length)] as Of;

const ofWork =
  (operation: string, read: (work: NonNullable<ReturnType<Made["work"]["get"]>>) => string | undefined) =>
  (piece: Made, { level }: TrueCause): boolean => {
    const work = piece.work.get(operation);
    return work !== undefined && read(work) === level;
  };

/** Below this the bath does not clean. */
const COLD_BATH_CEL = 54;
/** Above this powder sticks to itself. */
const HUMID_PERCENT = 58;

export const CAUSE_KINDS: readonly CauseKind[] = [
  {
    name: "milling-machine",
    defect: "blemishes",
    choose: (random) => ({ kind: "machine", operation: "OP20", name: "", level: one(MILLS, random) }),
    concerns: ofWork("OP20", ({ place }) => place),
  },
  {
    name: "lathe-offset",
    defect: "press",
    choose: (random) => ({ kind: "machine", operation: "OP10", name: "", level: one(LATHES, random) }),
    concerns: ofWork("OP10", ({ place }) => place),
  },
  {
    name: "leak-tester-seal",
    defect: "leak-rate",
    choose: (random) => ({ kind: "machine", operation: "OP70", name: "", level: one(["LKT-01", "LKT-02"], random) }),
    concerns: ofWork("OP70", ({ place }) => place),
  },
  {
    name: "tool",
    defect: "blemishes",
    choose: (random) => ({ kind: "tool", operation: "OP20", name: one(["1", "2", "3"], random), level: "" }),
    // A tool is named with its machine, because each machine counts its own.
    concerns: (piece, { level, name }) => {
      const work = piece.work.get("OP20");
      return work !== undefined && `${work.place}/${work.tools[Number(name) - 1]}` === level;
    },
    beginsAnew: "tool",
  },
  {
    name: "program-revision",
    defect: "blemishes",
    choose: () => ({ kind: "program", operation: "OP20", name: "", level: "" }),
    concerns: ofWork("OP20", ({ program }) => program),
    beginsAnew: "program",
  },
  {
    name: "fixture",
    defect: "leak-rate",
    choose: (random) => ({
      kind: "fixture",
      operation: "OP20",
      name: "",
      level: `FX-${1 + Math.floor(random.next() * 12)}`,
    }),
    concerns: ofWork("OP20", ({ fixture }) => fixture),
  },
  {
    name: "casting-lot",
    defect: "leak-rate",
    choose: () => ({ kind: "lot", operation: "", name: "", level: "" }),
    concerns: ({ lot }, { level }) => lot === level,
    beginsAnew: "lot",
  },
  {
    name: "supplier",
    defect: "leak-rate",
    choose: (random) => ({ kind: "supplier", operation: "", name: "", level: one(["S1", "S2", "S3", "S4"], random) }),
    concerns: ({ supplier }, { level }) => supplier === level,
    // All its lots are a little worse, instead of one that is bad.
    severity: [0.15, 0.4],
  },
  {
    name: "operator",
    defect: "blemishes",
    choose: (random) => ({
      kind: "operator",
      operation: "OP30",
      name: "",
      level: `OPR-${1 + Math.floor(random.next() * 4)}`,
    }),
    concerns: ofWork("OP30", ({ by }) => by),
  },
  {
    name: "operator-position",
    defect: "flow",
    choose: (random) => ({ kind: "position", operation: "OP110", name: "", level: one(["A", "B", "C"], random) }),
    concerns: ofWork("OP110", ({ position }) => position),
  },
  {
    name: "oven-position",
    defect: "flow",
    choose: (random) => ({
      kind: "slot",
      operation: "OP90",
      name: "",
      level: `OVN-01:${1 + Math.floor(random.next() * 12)}`,
    }),
    concerns: ofWork("OP90", ({ place, slot }) => `${place}:${slot}`),
  },
  {
    name: "wash-temperature",
    defect: "blemishes",
    choose: () => ({ kind: "signal", operation: "OP40", name: "bath/temperature", level: "" }),
    concerns: (piece) => (piece.work.get("OP40")?.signals.get("bath/temperature") ?? 60) < COLD_BATH_CEL,
  },
  {
    name: "booth-humidity",
    defect: "film-thickness",
    choose: () => ({ kind: "signal", operation: "OP80", name: "air/humidity", level: "" }),
    concerns: (piece) => (piece.work.get("OP80")?.signals.get("air/humidity") ?? 45) > HUMID_PERCENT,
  },
  {
    name: "short-cure",
    defect: "flow",
    choose: () => ({ kind: "duration", operation: "OP90", name: "", level: "" }),
    concerns: (piece) => {
      const work = piece.work.get("OP90");
      return work !== undefined && work.endMs - work.startMs < SHORT_CURE_MS;
    },
  },
];

const SHORT_CURE_MS = 1_080_000;
