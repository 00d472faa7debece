import { Type } from "typebox";
import type { DefectCause, FaultKind } from "../../../kernel/faults/kind.ts";

const BLEMISHES = { operation: "OP60", feature: "blemishes", side: "high" } as const;
const LEAK_RATE = { operation: "OP70", feature: "leak-rate", side: "high" } as const;
const THIN_FILM = { operation: "OP80", feature: "film-thickness", side: "low" } as const;

const closed = { additionalProperties: false } as const;
const share = (usual: number, description: string) =>
  Type.Number({ default: usual, minimum: 0.01, maximum: 1, description });

const COMMON = { level: "physical", course: "sudden", observableFrom: 0.05, fails: false } as const;

/** Causes of defects that no instrument shows by itself: only what happened to many pieces tells them. */
export const QUALITY_KINDS: readonly FaultKind[] = [
  {
    ...COMMON,
    name: "chip-marks",
    what: "Chips between fixture and piece leave marks on pieces of a machining centre, which the camera finds",
    targets: ["machining-centre"],
    parameters: Type.Object({ share: share(0.6, "Share of marked pieces at full severity.") }, closed),
    observableWhy: "pieces of one machine are marked more often than others",
    causes: ({ asset }) => ofMachine("OP20", asset, BLEMISHES),
    apply(condition, { damage, parameters }) {
      condition.chipMarks = damage * Number(parameters["share"]);
    },
  },
  {
    ...COMMON,
    name: "wrong-program",
    what: "A new revision of a variant's milling program leaves chips: its pieces are marked on every machine",
    targets: ["plant"],
    parameters: Type.Object(
      {
        share: share(0.6, "Share of marked pieces at full severity."),
        variant: Type.String({ default: "PH-50B", description: "The variant." }),
      },
      closed,
    ),
    observableWhy: "pieces of one variant are marked more often than others",
    causes: ({ parameters }) => {
      const variant = String(parameters["variant"]);
      // Every piece of the variant has the program: nothing tells them apart.
      const circumstances = [
        { kind: "program", operation: "OP20", name: "", level: `${variant}-OP20` },
        { kind: "variant", operation: "", name: "", level: variant },
      ];
      return { circumstances, defect: BLEMISHES };
    },
    apply(condition, { damage, parameters }) {
      condition.chipMarks = damage * Number(parameters["share"]);
      condition.markedVariant = String(parameters["variant"]);
    },
  },
  {
    ...COMMON,
    name: "cold-bath",
    what: "The bath of the washer is colder than its control knows: chips stay on pieces",
    targets: ["washer"],
    parameters: Type.Object(
      { kelvin: Type.Number({ default: 12, minimum: 1, maximum: 30, description: "Colder at full severity, K." }) },
      closed,
    ),
    observableWhy: "the bath's thermometer shows some kelvin less",
    causes: () => ofSignal("OP40", "bath/temperature", BLEMISHES),
    apply(condition, { damage, parameters }) {
      condition.coldBathK = damage * Number(parameters["kelvin"]);
    },
  },
  {
    ...COMMON,
    name: "leaky-seal",
    what: "The seal of a leak tester's fixture leaks now and then: sound pieces are rejected",
    targets: ["leak-tester"],
    parameters: Type.Object({ share: share(0.4, "Share of pieces at full severity.") }, closed),
    observableWhy: "one tester rejects more than the other",
    causes: ({ asset }) => ofMachine("OP70", asset, LEAK_RATE),
    apply(condition, { damage, parameters }) {
      condition.sealLeak = damage * Number(parameters["share"]);
    },
  },
  {
    ...COMMON,
    name: "porous-lot",
    what: "The next lot of castings that is received has pores; the leak test finds it hours later",
    targets: ["plant"],
    parameters: Type.Object({ share: share(0.5, "Share of porous castings at full severity.") }, closed),
    observableWhy: "the leak test rejects pieces of one lot",
    causes: () => ({ circumstances: [{ kind: "lot", operation: "", name: "", level: "" }], defect: LEAK_RATE }),
    apply(condition, { damage, parameters }) {
      condition.lotPorosity = damage * Number(parameters["share"]);
    },
  },
  {
    ...COMMON,
    name: "poor-supplier",
    what: "All castings that one supplier delivers from now on have more pores",
    targets: ["plant"],
    parameters: Type.Object(
      {
        share: share(0.3, "Share of porous castings at full severity."),
        supplier: Type.String({ default: "Taihu Castings", description: "The supplier." }),
      },
      closed,
    ),
    observableWhy: "the leak test rejects pieces of several lots of one supplier",
    causes: ({ parameters }) => ({
      circumstances: [{ kind: "supplier", operation: "", name: "", level: String(parameters["supplier"]) }],
      defect: LEAK_RATE,
    }),
    apply(condition, { damage, parameters }) {
      condition.supplierPorosity = damage * Number(parameters["share"]);
      condition.poorSupplier = String(parameters["supplier"]);
    },
  },
  {
    ...COMMON,
    name: "humid-booth",
    what: "Humid air comes into the coating booth: powder sticks to itself, and the film gets thin",
    targets: ["coating-booth"],
    parameters: Type.Object(
      {
        percent: Type.Number({ default: 15, minimum: 1, maximum: 40, description: "More humid at full severity, %." }),
      },
      closed,
    ),
    observableWhy: "the booth's hygrometer shows some percent more",
    causes: () => ofSignal("OP80", "air/humidity", THIN_FILM),
    apply(condition, { damage, parameters }) {
      condition.boothHumidityPercent = damage * Number(parameters["percent"]);
    },
  },
];

/** A lathe whose bores are too small, so that bushes need too much force; too wide ones need too little. */
export function ofLathe(asset: string): DefectCause | undefined {
  if (!asset.startsWith("CNC-1")) return undefined;
  return ofMachine("OP10", asset, { operation: "OP100", feature: "", side: "scrap" });
}

function ofSignal(operation: string, name: string, defect: DefectCause["defect"]): DefectCause {
  return { circumstances: [{ kind: "signal", operation, name, level: "" }], defect };
}

/** Of the film of a booth with a clogged filter. */
export function ofFilter(asset: string): DefectCause | undefined {
  return asset.startsWith("PCB-") ? ofSignal("OP80", "filter/pressure-drop", THIN_FILM) : undefined;
}

function ofMachine(operation: string, level: string, defect: DefectCause["defect"]): DefectCause {
  return { circumstances: [{ kind: "machine", operation, name: "", level }], defect };
}
