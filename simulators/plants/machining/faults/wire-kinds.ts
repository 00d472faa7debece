import { Type } from "typebox";
import type { FaultKind } from "../../../kernel/faults/kind.ts";

const NONE = Type.Object({}, { additionalProperties: false });

/**
 * Faults between devices and their listeners. The model only lists them (`PlantModel.wireFaults`); the protocol servers
 * simulate them, and the headless run does so as far as a file can show them. Their targets: `server` is an OPC UA
 * server of the plant by name, `gateway` is `fleet`, `meters`, `stores` or `positioning`, and any station of one of
 * them.
 */
export const WIRE_KINDS: readonly FaultKind[] = [
  {
    name: "network-loss",
    what: "Nobody can reach the device: connections break, nothing is delivered until it is over",
    level: "wire",
    targets: ["server", "gateway"],
    course: "sudden",
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "after the connection's own timeout",
    fails: true,
  },
  {
    name: "server-restart",
    what: "An OPC UA server restarts: sessions and subscriptions are gone, NodeIds and indices may change",
    level: "wire",
    targets: ["server"],
    course: "sudden",
    momentary: true,
    parameters: Type.Object(
      { changesNodeIds: Type.Boolean({ default: true, description: "Whether nodes have other NodeIds afterwards." }) },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "at once",
    fails: true,
  },
  {
    name: "clock-jump",
    what: "The clock of a device jumps: its source times are off until it is set right",
    level: "wire",
    targets: ["server", "gateway"],
    course: "sudden",
    parameters: Type.Object(
      {
        seconds: Type.Number({
          default: 90,
          minimum: -86_400,
          maximum: 86_400,
          description: "Offset at full severity; positive is ahead.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "with the next value",
    fails: false,
  },
  {
    name: "counter-reset",
    what: "Counters of a device start again at zero, as after a battery change",
    level: "wire",
    targets: ["*"],
    course: "sudden",
    momentary: true,
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "with the next value of a counter",
    fails: false,
  },
  {
    name: "duplicate-messages",
    what: "A gateway sends a share of its messages twice",
    level: "wire",
    targets: ["gateway"],
    course: "sudden",
    parameters: Type.Object(
      {
        share: Type.Number({
          default: 0.2,
          minimum: 0,
          maximum: 1,
          description: "Share of messages at full severity.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "with the first message that comes twice",
    fails: false,
  },
  {
    name: "late-messages",
    what: "A gateway sends a share of its messages late, behind newer ones",
    level: "wire",
    targets: ["gateway"],
    course: "sudden",
    parameters: Type.Object(
      {
        share: Type.Number({
          default: 0.2,
          minimum: 0,
          maximum: 1,
          description: "Share of messages at full severity.",
        }),
        seconds: Type.Number({ default: 20, minimum: 0.1, maximum: 3600, description: "How late at most." }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "with the first message behind a newer one",
    fails: false,
  },
  {
    name: "unsafe-act",
    what: "Somebody acts unsafely; the vision system reports it as far as its cameras see it",
    level: "wire",
    targets: ["gateway"],
    assets: /^positioning$/,
    course: "sudden",
    parameters: Type.Object(
      {
        act: Type.Enum(["no-helmet", "no-glasses", "phone", "smoking"], {
          default: "no-helmet",
          description: "What the person does.",
        }),
        person: Type.String({
          default: "P-01",
          pattern: "^[PT]-[0-9]{2}$",
          description: "Person of the simulated plant; no event names it.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "once a camera sees the person",
    fails: false,
  },
  {
    name: "camera-silent",
    what: "A camera of the vision system sends nothing: what it alone sees is unknown",
    level: "wire",
    targets: ["gateway"],
    assets: /^positioning$/,
    course: "sudden",
    parameters: Type.Object(
      { camera: Type.String({ default: "CAM-03", pattern: "^CAM-[0-9]{2}$", description: "The camera." }) },
      { additionalProperties: false },
    ),
    observableFrom: 0,
    observableWhy: "once its sign of life is missed",
    fails: true,
  },
];
