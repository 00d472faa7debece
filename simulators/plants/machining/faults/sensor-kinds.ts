import { Type } from "typebox";
import type { Condition, SensorFault } from "../../../kernel/faults/condition.ts";
import type { FaultKind, FaultNow } from "../../../kernel/faults/kind.ts";

const SIGNAL = Type.String({
  minLength: 1,
  description: "The instrument: signal id of the station, such as spindle/bearing-temperature.",
});
const PARAMETERS = Type.Object({ signal: SIGNAL }, { additionalProperties: false });

function set(condition: Condition, { parameters }: FaultNow, kind: SensorFault["kind"], amount: number): void {
  const signal = String(parameters["signal"]);
  const before = condition.sensorsBefore.get(signal);
  condition.sensors.set(signal, { kind, amount, held: before?.kind === kind ? before.held : null });
}

/** Faults of instruments: the plant is sound, its readings are not. */
export const SENSOR_KINDS: readonly FaultKind[] = [
  {
    name: "sensor-drift",
    what: "An instrument's zero drifts by a share of its range",
    level: "sensor",
    targets: ["*"],
    course: "progressive",
    parameters: Type.Object(
      {
        signal: SIGNAL,
        share: Type.Number({
          default: 0.1,
          minimum: -1,
          maximum: 1,
          description: "Offset at full severity as a share of the instrument's range.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.1,
    observableWhy: "1 % of the range at the default, several times the noise",
    fails: false,
    apply: (condition, fault) => set(condition, fault, "drift", fault.damage * Number(fault.parameters["share"])),
  },
  {
    name: "sensor-stuck",
    what: "An instrument shows the value it had when it froze, with fresh times and good quality",
    level: "sensor",
    targets: ["*"],
    course: "sudden",
    parameters: PARAMETERS,
    observableFrom: 0,
    observableWhy: "as soon as the true value leaves the frozen one by more than its noise",
    fails: true,
    apply: (condition, fault) => set(condition, fault, "stuck", 1),
  },
  {
    name: "sensor-noisy",
    what: "An instrument's noise is multiplied, as with a loose shield",
    level: "sensor",
    targets: ["*"],
    course: "sudden",
    parameters: Type.Object(
      {
        signal: SIGNAL,
        factor: Type.Number({
          default: 12,
          minimum: 2,
          maximum: 1000,
          description: "Factor on the instrument's noise at full severity.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.1,
    observableWhy: "at once: the spread of successive values",
    fails: false,
    apply: (condition, fault) =>
      set(condition, fault, "noisy", fault.damage * (Number(fault.parameters["factor"]) - 1)),
  },
  {
    name: "sensor-dropped",
    what: "An instrument gives nothing: its value is bad (BadSensorFailure) until it is repaired",
    level: "sensor",
    targets: ["*"],
    course: "sudden",
    parameters: PARAMETERS,
    observableFrom: 0,
    observableWhy: "at once",
    fails: true,
    apply: (condition, fault) => set(condition, fault, "dropped", 1),
  },
];
