import { Type } from "typebox";
import type { FaultKind } from "../../../kernel/faults/kind.ts";
import { BRANCH_OF } from "../media/branches.ts";

/** Parameters of a leak of water or gas, with its usual flow in m3/h. */
const leakOf = (usual: number) =>
  Type.Object(
    { m3h: Type.Number({ default: usual, minimum: 0.001, maximum: 20, description: "Flow at full severity, m3/h." }) },
    { additionalProperties: false },
  );

/** Faults of the supply nets. */
export const MEDIA_KINDS: readonly FaultKind[] = [
  {
    name: "air-leak",
    what: "A hole in the compressed-air net; its flow follows absolute pressure, by day and night",
    level: "physical",
    targets: ["*"],
    course: "progressive",
    parameters: Type.Object(
      {
        m3h: Type.Number({
          default: 70,
          minimum: 0.01,
          maximum: 400,
          description: "Flow at 7 bar over atmosphere at full severity, m3/h at normal conditions.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.1,
    observableWhy: "some m3/h above the scatter of the consumers in the area's meter",
    branchOf: BRANCH_OF.air,
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.airLeakM3h += damage * Number(parameters["m3h"]);
    },
  },
  {
    name: "water-leak",
    what: "Water runs away between intake and consumer, or behind a meter of water",
    level: "physical",
    targets: ["washer", "plant", "meter"],
    assets: /^(?!MTR-)|^MTR-W-/,
    course: "progressive",
    parameters: leakOf(0.8),
    observableFrom: 0.1,
    observableWhy: "night flow above the usual 0.42 m3/h by more than the meter's uncertainty",
    branchOf: BRANCH_OF.water,
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.waterLeakM3h += damage * Number(parameters["m3h"]);
    },
  },
  {
    name: "gas-leak",
    what: "Natural gas escapes behind a meter of gas, at a consumer, or from the pipe between",
    level: "physical",
    targets: ["oven", "dryer", "plant", "meter"],
    assets: /^(?!MTR-)|^MTR-G-/,
    course: "progressive",
    parameters: leakOf(0.3),
    observableFrom: 0.1,
    observableWhy: "least flow of the branch while no burner is on",
    branchOf: BRANCH_OF.gas,
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.gasLeakM3h += damage * Number(parameters["m3h"]);
    },
  },
  {
    name: "meter-error",
    what: "A utility meter begins to read too much or too little by a share, such as by a wrong current transformer",
    level: "sensor",
    targets: ["meter"],
    course: "sudden",
    parameters: Type.Object(
      {
        percent: Type.Number({
          default: 2,
          minimum: -50,
          maximum: 50,
          description: "Error of the reading at full severity, percent.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "the balance of its branch no longer closes, after hours if the error is small",
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.meterGain += (damage * Number(parameters["percent"])) / 100;
    },
  },
  {
    name: "power-sag",
    what: "The grid's voltage sags: drives and contactors that need more drop out and come back by themselves",
    level: "physical",
    targets: ["plant"],
    course: "sudden",
    parameters: Type.Object(
      {
        depth: Type.Number({
          default: 0.2,
          minimum: 0.02,
          maximum: 0.5,
          description: "Share of the voltage missing at full severity.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "at once: every voltage of the plant",
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.voltageSag = Math.max(condition.voltageSag, damage * Number(parameters["depth"]));
    },
  },
];
