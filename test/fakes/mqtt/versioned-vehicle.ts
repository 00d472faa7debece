import { LastHeard } from "../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../edge/sources/mqtt/outlet.ts";
import type { MajorVersion, Vda5050Address, Vda5050Binding } from "../../../edge/sources/mqtt/vda5050/config.ts";
import { Floor } from "../../../edge/sources/mqtt/vda5050/floor.ts";
import { MapTransform } from "../../../edge/sources/mqtt/vda5050/map-transform.ts";
import { Vda5050Observer } from "../../../edge/sources/mqtt/vda5050/observer.ts";
import { compileSchemas } from "../../../edge/sources/mqtt/vda5050/schema-check.ts";
import { FakeInlet } from "../source/inlet.ts";
import { fakeContext } from "../source/source-context.ts";

const checks = { 2: await compileSchemas(2), 3: await compileSchemas(3) };

const V1 = { manufacturer: "m", serialNumber: "V1" };

/** The hall's map lies a quarter turn left and 10 m east of the plant's origin. */
const quarterTurn = new MapTransform("hall", [
  { map: [0, 0], plant: [10, 0] },
  { map: [20, 0], plant: [10, 20] },
  { map: [0, 5], plant: [5, 0] },
]);

export function setUp(
  version: MajorVersion,
  bindings: readonly (Vda5050Binding & { text?: boolean })[],
  options: { floor?: Floor; lastHeard?: LastHeard } = {},
) {
  const fake = fakeContext<Vda5050Address, Vda5050Binding>(
    bindings.map(({ text, ...binding }) => ({
      address: V1,
      binding,
      ...(text === true ? { tag: { type: "text" } } : {}),
    })),
  );
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const observer = new Vda5050Observer(fake.context, outlet, {
    version,
    check: checks[version],
    floor: options.floor ?? new Floor(new Map([["hall", quarterTurn]]), []),
    lastHeard: options.lastHeard ?? new LastHeard("/dev/null"),
  });
  const prefix = version === 2 ? "uagv/v2" : "vda5050/v3";
  const send = (topic: string, message: object, retained = false) => {
    observer.message(`${prefix}/m/V1/${topic}`, Buffer.from(JSON.stringify(message)), retained);
    outlet.flush();
  };
  const pass = (ms: number) => {
    observer.tick(performance.now() + ms);
    observer.remember()?.();
    outlet.flush();
  };
  return { ...fake, observer, inlet, send, pass };
}

export const header = (version: MajorVersion, headerId: number) => ({
  headerId,
  timestamp: new Date().toISOString(),
  version: `${version}.0.0`,
  manufacturer: "m",
  serialNumber: "V1",
});

const common = {
  orderId: "o1",
  orderUpdateId: 0,
  lastNodeId: "N0",
  lastNodeSequenceId: 0,
  nodeStates: [],
  edgeStates: [],
  driving: true,
  actionStates: [],
  operatingMode: "AUTOMATIC",
  errors: [],
};

export const state2 = (headerId: number, over: object = {}) => ({
  ...header(2, headerId),
  ...common,
  batteryState: { batteryCharge: 50, charging: false },
  safetyState: { eStop: "NONE", fieldViolation: false },
  ...over,
});

export const state3 = (headerId: number, over: object = {}) => ({
  ...header(3, headerId),
  ...common,
  instantActionStates: [],
  powerSupply: { stateOfCharge: 64.5, charging: false },
  safetyState: { activeEmergencyStop: "MANUAL", fieldViolation: false },
  ...over,
});

export const node = (sequenceId: number, released: boolean, position?: object) => ({
  nodeId: `N${sequenceId}`,
  sequenceId,
  released,
  ...(position === undefined ? {} : { nodePosition: position }),
});

export const edge = (sequenceId: number, released: boolean) => ({ edgeId: `E${sequenceId}`, sequenceId, released });
