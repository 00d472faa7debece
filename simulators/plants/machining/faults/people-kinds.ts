import { Type } from "typebox";
import type { FaultKind } from "../../../kernel/faults/kind.ts";

/** Damage from which the maintenance of a forgotten bypass is over. */
const MAINTAINED = 0.99;
const PERSON = Type.Object(
  {
    person: Type.String({
      default: "P-01",
      pattern: "^[PT]-[0-9]{2}$",
      description: "Person of the simulated plant; no event names it.",
    }),
  },
  { additionalProperties: false },
);
const NONE = Type.Object({}, { additionalProperties: false });

/** Unsafe acts of people and vehicles, and their stops. */
export const PEOPLE_KINDS: readonly FaultKind[] = [
  {
    name: "person-in-cell",
    what: "A technician walks into a fenced robot cell; the gate stops the robot unless its interlock is bypassed",
    level: "people",
    targets: ["robot"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "as soon as the person is inside",
    shownBy: "person-inside",
    fails: false,
    apply(condition) {
      condition.personInside = true;
    },
  },
  {
    name: "person-near-cobot",
    what: "Somebody leans into the reach of a cobot whose scanner does not slow it",
    level: "people",
    targets: ["cobot"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "as soon as the person is inside the marked line",
    shownBy: "person-near",
    fails: false,
    apply(condition) {
      condition.personNear = true;
    },
  },
  {
    name: "bypassed-interlock",
    what: "The gate switch of a cell is bridged: it says closed while the gate is open and its lock is released",
    level: "people",
    targets: ["robot"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "once somebody opens the gate: the bolt of its lock is out while its switch says closed",
    shownBy: "gate-open",
    fails: false,
    apply(condition) {
      condition.interlockBypassed = true;
    },
  },
  {
    name: "emergency-stop",
    what: "Somebody presses the emergency stop of a cell",
    level: "people",
    targets: ["press", "robot", "cobot", "tightening"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "at once",
    fails: false,
    apply(condition) {
      condition.emergencyStop = true;
    },
  },
  {
    name: "blocked-route",
    what: "Something stands in a vehicle's protective field the next time it drives",
    level: "people",
    targets: ["agv"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "as soon as the vehicle drives",
    shownBy: "field-blocked",
    fails: false,
    apply(condition) {
      condition.fieldBlocked = true;
    },
  },
  {
    name: "forgotten-bypass",
    what: "A gate switch is bridged for maintenance as long as the damage grows; the bridge stays afterwards",
    level: "people",
    targets: ["robot"],
    course: "progressive",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "once the technician opens the gate: the bolt of its lock is out while its switch says closed",
    shownBy: "gate-open",
    fails: false,
    apply(condition, { damage }) {
      condition.interlockBypassed = true;
      condition.personInside = damage < MAINTAINED;
    },
  },
  {
    name: "near-miss",
    what: "Somebody walks over a lane without a look, just in front of the vehicle or just behind it",
    level: "people",
    targets: ["agv"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "when the gap falls below 0.3 m, at the first occasion",
    shownBy: "near-miss",
    fails: false,
    apply(condition) {
      condition.nearMiss = true;
    },
  },
  {
    name: "person-down",
    what: "Somebody falls and lies still until helped up",
    level: "people",
    targets: ["gateway"],
    assets: /^positioning$/,
    course: "sudden",
    parameters: PERSON,
    observableFrom: 0,
    observableWhy: "as soon as the person lies, on a lane only once it is crossed",
    shownBy: ({ person }) => `person-down ${person}`,
    fails: false,
    apply(condition, { parameters }) {
      condition.down.add(String(parameters["person"]));
    },
  },
  {
    name: "lone-worker",
    what: "All others leave for the canteen; one person goes on working alone",
    level: "people",
    targets: ["gateway"],
    assets: /^positioning$/,
    course: "sudden",
    parameters: PERSON,
    observableFrom: 0,
    observableWhy: "once nobody else is within 30 m",
    shownBy: "alone",
    fails: false,
    apply(condition, { parameters }) {
      condition.alone = String(parameters["person"]);
    },
  },
  {
    name: "double-release",
    what: "The fleet manager releases a node to the vehicle while another one has it: outlines come nearer than 0.3 m",
    level: "people",
    targets: ["agv"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "when the gap falls below 0.3 m, at the first occasion",
    shownBy: "vehicle-near-miss",
    fails: false,
    apply(condition) {
      condition.releasedTwice = true;
    },
  },
  {
    name: "localisation-loss",
    what: "A vehicle loses its position: the score falls, it stops until it is found again",
    level: "people",
    targets: ["agv"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "within seconds: the localisation score falls below 0.5",
    fails: true,
    apply(condition) {
      condition.lost = true;
    },
  },
];
