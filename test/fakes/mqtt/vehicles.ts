import { LastHeard } from "../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../edge/sources/mqtt/outlet.ts";
import type { Vda5050Address, Vda5050Binding } from "../../../edge/sources/mqtt/vda5050/config.ts";
import { Floor } from "../../../edge/sources/mqtt/vda5050/floor.ts";
import { Vda5050Observer } from "../../../edge/sources/mqtt/vda5050/observer.ts";
import { compileSchemas } from "../../../edge/sources/mqtt/vda5050/schema-check.ts";
import { FakeInlet } from "../source/inlet.ts";
import { fakeContext } from "../source/source-context.ts";

const check = await compileSchemas(2);

const V1 = { manufacturer: "m", serialNumber: "V1" };

const V2 = { manufacturer: "m", serialNumber: "V2" };

export function setUp() {
  const bind = (
    topic: Vda5050Binding["topic"],
    pointer: string,
    more: Partial<Vda5050Binding> = {},
  ): Vda5050Binding => ({ topic, pointer, ...more });
  const fake = fakeContext<Vda5050Address, Vda5050Binding>([
    { address: V1, binding: bind("state", "/batteryState/batteryCharge") },
    {
      address: V1,
      binding: bind("state", "/operatingMode", { map: { AUTOMATIC: 0, MANUAL: 2 } }),
      tag: { type: "enum" },
    },
    { address: V1, binding: bind("state", "/safetyState/fieldViolation"), tag: { type: "boolean" } },
    { address: V1, binding: bind("state", "count:/errors") },
    { address: V1, binding: bind("state", "/loads/0/weight", { absent: 0 }) },
    { address: V1, binding: bind("state", "route:"), tag: { type: "text" } },
    { address: V1, binding: bind("visualization", "/agvPosition/x") },
    {
      address: V1,
      binding: bind("connection", "/connectionState", { map: { OFFLINE: 0, ONLINE: 1 } }),
      tag: { type: "enum" },
    },
    { address: V2, binding: bind("state", "/driving"), tag: { type: "boolean" } },
    { address: V1, binding: bind("state", "/__proto__/polluted") },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const observer = new Vda5050Observer(fake.context, outlet, {
    version: 2,
    check,
    floor: new Floor(new Map(), []),
    lastHeard: new LastHeard("/dev/null"),
  });
  const send = (topic: string, message: unknown, vehicle = "V1") => {
    observer.message(
      `uagv/v2/m/${vehicle}/${topic}`,
      Buffer.from(typeof message === "string" ? message : JSON.stringify(message)),
      false,
    );
    outlet.flush();
  };
  const pass = (ms: number) => {
    observer.tick(performance.now() + ms);
    outlet.flush();
  };
  return { ...fake, observer, inlet, send, pass };
}

export const header = (headerId: number, timestamp = new Date().toISOString()) => ({
  headerId,
  timestamp,
  version: "2.1.0",
  manufacturer: "m",
  serialNumber: "V1",
});

export const state = (headerId: number, over: Record<string, unknown> = {}) => ({
  ...header(headerId),
  orderId: "o1",
  orderUpdateId: 0,
  lastNodeId: "N1",
  lastNodeSequenceId: 0,
  nodeStates: [],
  edgeStates: [],
  driving: true,
  actionStates: [],
  batteryState: { batteryCharge: 77.5, charging: false },
  operatingMode: "AUTOMATIC",
  errors: [],
  safetyState: { eStop: "NONE", fieldViolation: true },
  ...over,
});
