import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { Meter } from "../../../../simulators/meters/meter.ts";
import { meterNodeOf } from "../../../../simulators/meters/plant-meters.ts";
import { stopsOf } from "../../../../simulators/plants/machining/fleet/stops.ts";
import { ROUTE_EDGES, STATIONS } from "../../../../simulators/plants/machining/layout.ts";
import { createPlant } from "../../../../simulators/plants/machining/plant.ts";
import { encodePayload, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { VERSION_3 } from "../../../../simulators/speak/mqtt/vda5050-3-messages.ts";
import { header, VERSION_2 } from "../../../../simulators/speak/mqtt/vda5050-messages.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
const check = (version: string, name: string) =>
  ajv.compile(
    JSON.parse(
      readFileSync(
        new URL(`../../../../edge/sources/mqtt/vda5050/schemas/${version}/${name}.json`, import.meta.url),
        "utf8",
      ),
    ) as object,
  );

it.each([VERSION_2, VERSION_3])(
  "every message of half an hour of driving follows the official schemas of $version and the rules of orders",
  (dialect) => {
    const checks = new Map(
      ["state", "order", "factsheet", "visualization"].map((name) => [name, check(dialect.version, name)]),
    );
    const problems = (topic: string, body: Record<string, unknown>): unknown => {
      const validate = checks.get(topic);
      validate?.({ ...header(dialect.version, "AGV-01", { headerId: 1, nowMs: 1_700_000_000_000 }), ...body });
      return validate?.errors ?? [];
    };
    const plant = createPlant({ seed: 3, scenario: "demo", startMs: Date.UTC(2026, 2, 1), warmUpS: 0 });
    expect(problems("factsheet", dialect.factsheet())).toEqual([]);
    let orders = 0;
    let withRoute = 0;
    for (let second = 0; second < 1_800; second++) {
      for (let n = 0; n < 10; n++) plant.step();
      if (second % 10 !== 0) continue;
      for (const vehicle of plant.vehicles) {
        const state = dialect.state(vehicle, vehicle.order);
        expect(problems("state", state)).toEqual([]);
        expect(problems("visualization", dialect.visualization(vehicle, 7))).toEqual([]);
        const left = state["nodeStates"] as { sequenceId: number; released: boolean }[];
        if (left.length > 0) withRoute++;
        expect(left.every(({ sequenceId }) => sequenceId > vehicle.lastNodeSequenceId)).toBe(true);
        if (vehicle.order === null) continue;
        orders++;
        const order = dialect.order(vehicle.order) as { nodes: { released: boolean }[]; edges: unknown[] };
        expect(problems("order", order)).toEqual([]);
        expect(order.edges.length).toBe(order.nodes.length - 1);
        const firstHorizon = order.nodes.findIndex(({ released }) => !released);
        expect(firstHorizon === -1 || order.nodes.slice(firstHorizon).every(({ released }) => !released)).toBe(true);
      }
    }
    expect(orders).toBeGreaterThan(100);
    expect(withRoute).toBeGreaterThan(50);
  },
);

it("[PM46] each part of an edge has an id of its own, in each direction", () => {
  const ends = new Map<string, string>();
  for (const [from, to] of ROUTE_EDGES)
    for (const nodes of [stopsOf([from, to]), stopsOf([to, from])]) {
      if (nodes.length < 3) continue;
      const order = { orderId: "o", orderUpdateId: 0, nodes, releasedNodes: 1, action: "park" } as const;
      const { edges } = VERSION_2.order(order) as { edges: Record<"edgeId" | "startNodeId" | "endNodeId", string>[] };
      for (const { edgeId, startNodeId, endNodeId } of edges) {
        expect(ends.get(edgeId), edgeId).toBeUndefined();
        ends.set(edgeId, `${startNodeId} ${endNodeId}`);
      }
    }
  expect(ends.get("N10-N11/N10>N11")).toBe("N10 N10>N11");
  expect(ends.get("N10-N11/N10>N11/in")).toBe("N10>N11 N11");
});

it("writes the bytes of the specification's test vectors", () => {
  const death = encodePayload(1_700_000_000_000, [
    { name: "bdSeq", timestampMs: 0, datatype: MetricType.int64, form: MetricType.int64, value: 0 },
  ]);
  // The vector has no metric time; ours has one, so only the part after the name is compared.
  expect(death.toString("hex")).toBe("0880d095ffbc31120d0a0562645365711800" + "20045800");
  const data = encodePayload(
    1_700_000_000_000,
    [{ alias: 7, timestampMs: 1_700_000_000_000, datatype: MetricType.double, form: MetricType.double, value: 42.5 }],
    5,
  );
  expect(data.toString("hex")).toBe("0880d095ffbc31121410071880d095ffbc31200a6900000000004045401805");
});

it("a meter's values agree: totals with phases, power with current and voltage, demand with energy", () => {
  const plant = createPlant({ seed: 3, scenario: "healthy", startMs: Date.UTC(2026, 2, 1), warmUpS: 300 });
  const model = plant.meters.find(({ id }) => id === "MTR-E-PLANT");
  if (model === undefined) throw new Error("no meter of the plant");
  const meter = new Meter(model, { mountedMs: 0, nowMs: () => plant.nowMs });
  plant.advanceTo(plant.nowMs + 300_000);
  const value = (name: string) => Number(meter.metrics.find((metric) => metric.name === name)?.read());
  const total = value("Power/Active/Total");
  expect(total).toBeGreaterThan(10_000);
  expect(value("Power/Active/L1") + value("Power/Active/L2") + value("Power/Active/L3")).toBeGreaterThan(total * 0.99);
  expect(value("Voltage/L1") * value("Current/L1")).toBeCloseTo(value("Power/Apparent/L1"), -3);
  expect(value("Voltage/L1-L2") / value("Voltage/L1")).toBeCloseTo(Math.sqrt(3), 1);
  const demand = value("Demand/Active/15min");
  expect(demand).toBeGreaterThan(total * 0.3);
  expect(demand).toBeLessThan(total * 3);
  expect(value("Demand/Active/Peak")).toBeGreaterThanOrEqual(demand);
});

it("puts each meter behind the edge node of its area", () => {
  const nodes = new Set(STATIONS.filter(({ kind }) => kind === "meter").map(meterNodeOf));
  expect([...nodes].sort()).toEqual(["assembly", "coating", "finishing", "machining", "substation", "utilities"]);
});
