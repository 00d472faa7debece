import type { Vehicle, VehicleOrder } from "../../kernel/contract.ts";
import { endsOf, isHold, stopAt } from "../../plants/machining/fleet/stops.ts";
import { ROUTE_EDGES } from "../../plants/machining/layout.ts";
import type { Dialect } from "./vda5050-dialect.ts";

export const MANUFACTURER = "binjiang";
const MAP_ID = "binjiang-bj1-hall";

function nodePosition(stop: string): Record<string, unknown> {
  const { x, y } = stopAt(stop);
  return { x: round(x, 3), y: round(y, 3), mapId: MAP_ID };
}

const EDGE_IDS = new Map(
  ROUTE_EDGES.flatMap(([from, to]) => [
    [`${from} ${to}`, `${from}-${to}`],
    [`${to} ${from}`, `${from}-${to}`],
  ]),
);

/** The edge between two stops; a hold on it ends one part of it and begins another. */
function edgeId(from: string, to: string): string {
  const [a, b] = isHold(to) ? endsOf(to) : isHold(from) ? endsOf(from) : [from, to];
  const id = EDGE_IDS.get(`${a} ${b}`) ?? `${a}-${b}`;
  if (isHold(to)) return `${id}/${to}`;
  return isHold(from) ? `${id}/${from}/in` : id;
}

const ACTION_TYPES = { pick: "pick", drop: "drop", charge: "startCharging", park: undefined } as const;

/** The first members of every message. */
export function header(
  version: Dialect["version"],
  serialNumber: string,
  { headerId, nowMs }: { readonly headerId: number; readonly nowMs: number },
): Record<string, unknown> {
  return { headerId, timestamp: new Date(nowMs).toISOString(), version, manufacturer: MANUFACTURER, serialNumber };
}

/** Version 2.1.0. */
export const VERSION_2: Dialect = {
  version: "2.1.0",
  root: "uagv/v2",
  broken: "CONNECTIONBROKEN",
  state: stateBody,
  visualization: (vehicle) => position(vehicle),
  order: orderBody,
  factsheet: factsheetBody,
};

/** Body of an order as the fleet manager sends it. */
export function orderBody(order: VehicleOrder): Record<string, unknown> {
  const last = order.nodes.length - 1;
  const isReleased = (node: number) => node < order.releasedNodes;
  const actionType = ACTION_TYPES[order.action];
  const action =
    actionType === undefined
      ? []
      : [{ actionType, actionId: `${order.orderId}-${order.action}`, blockingType: "HARD", actionParameters: [] }];
  return {
    orderId: order.orderId,
    orderUpdateId: order.orderUpdateId,
    nodes: order.nodes.map((nodeId, n) => ({
      nodeId,
      sequenceId: 2 * n,
      released: isReleased(n),
      nodePosition: nodePosition(nodeId),
      actions: n === last ? action : [],
    })),
    edges: order.nodes.slice(1).map((to, n) => {
      const from = order.nodes[n] as string;
      return {
        edgeId: edgeId(from, to),
        sequenceId: 2 * n + 1,
        released: isReleased(n + 1),
        startNodeId: from,
        endNodeId: to,
        maxSpeed: 1.6,
        actions: [],
      };
    }),
  };
}

/** Body of a state. `order` is the one under way or, when idle, the last one: VDA 5050 keeps its id until the next. */
export function stateBody(vehicle: Vehicle, order: VehicleOrder | null): Record<string, unknown> {
  const { battery } = vehicle;
  return {
    orderId: order?.orderId ?? "",
    orderUpdateId: order?.orderUpdateId ?? 0,
    lastNodeId: vehicle.lastNodeId,
    lastNodeSequenceId: vehicle.lastNodeSequenceId,
    ...remaining(vehicle),
    driving: vehicle.driving,
    paused: vehicle.paused,
    newBaseRequest: false,
    distanceSinceLastNode: round(vehicle.distanceSinceLastNodeM, 3),
    actionStates: actionStates(vehicle, order),
    ...position(vehicle),
    loads:
      vehicle.load === null
        ? []
        : [
            {
              loadId: vehicle.load.palletId,
              loadType: "PALLET_1200x800",
              loadDimensions: { length: 1.2, width: 0.8, height: 0.9 },
              weight: round(vehicle.load.weightKg, 1),
            },
          ],
    batteryState: {
      batteryCharge: round(battery.percent, 2),
      batteryVoltage: round(battery.volt, 2),
      // Not in 2.1: the maker's own addition, named as in 3.0.
      batteryCurrent: round(battery.ampere, 2),
      batteryHealth: 96,
      charging: vehicle.charging,
    },
    operatingMode: "AUTOMATIC",
    errors: vehicle.errors.map(({ errorType, errorLevel, errorDescription }) => ({
      errorType,
      errorLevel,
      errorDescription,
      errorReferences: [],
    })),
    information: [],
    safetyState: { eStop: vehicle.eStop, fieldViolation: vehicle.fieldViolation },
  };
}

/** Where the vehicle is and how it moves, in state and visualization. */
export function position({ pose, velocity, localizationScore }: Vehicle): Record<string, unknown> {
  return {
    agvPosition: {
      x: round(pose.x, 4),
      y: round(pose.y, 4),
      theta: round(pose.theta, 4),
      mapId: MAP_ID,
      positionInitialized: true,
      localizationScore: round(Math.min(1, Math.max(0, localizationScore)), 3),
    },
    velocity: { vx: round(velocity.vx, 4), vy: round(velocity.vy, 4), omega: round(velocity.omega, 4) },
  };
}

function remaining({ order, lastNodeSequenceId }: Vehicle): { nodeStates: unknown[]; edgeStates: unknown[] } {
  const nodeStates: unknown[] = [];
  const edgeStates: unknown[] = [];
  if (order === null) return { nodeStates, edgeStates };
  for (const [n, nodeId] of order.nodes.entries()) {
    if (2 * n <= lastNodeSequenceId) continue;
    const released = n < order.releasedNodes;
    nodeStates.push({
      nodeId,
      sequenceId: 2 * n,
      released,
      nodePosition: nodePosition(nodeId),
    });
    const from = order.nodes[n - 1];
    if (from !== undefined) edgeStates.push({ edgeId: edgeId(from, nodeId), sequenceId: 2 * n - 1, released });
  }
  return { nodeStates, edgeStates };
}

function actionStates(vehicle: Vehicle, order: VehicleOrder | null): unknown[] {
  const actionType = order === null ? undefined : ACTION_TYPES[order.action];
  if (order === null || actionType === undefined) return [];
  const isThere = vehicle.lastNodeSequenceId >= 2 * (order.nodes.length - 1);
  return [
    {
      actionId: `${order.orderId}-${order.action}`,
      actionType,
      actionStatus: vehicle.order === null ? "FINISHED" : isThere ? "RUNNING" : "WAITING",
    },
  ];
}

/** Body of the factsheet, which describes the vehicle. */
export function factsheetBody(): Record<string, unknown> {
  return {
    typeSpecification: {
      seriesName: "BJ-T1000",
      seriesDescription: "Pallet carrier, 1 t",
      agvKinematic: "DIFF",
      agvClass: "CARRIER",
      maxLoadMass: 1000,
      localizationTypes: ["NATURAL"],
      navigationTypes: ["AUTONOMOUS"],
    },
    physicalParameters: {
      speedMin: 0.05,
      speedMax: 1.6,
      accelerationMax: 0.6,
      decelerationMax: 0.9,
      heightMin: 0.4,
      heightMax: 0.5,
      width: 1.0,
      length: 1.6,
    },
    protocolLimits: {
      maxStringLens: {},
      maxArrayLens: {},
      timing: { minOrderInterval: 1, minStateInterval: 0.2, defaultStateInterval: 2, visualizationInterval: 0.33 },
    },
    protocolFeatures: {
      optionalParameters: [],
      agvActions: ["pick", "drop", "startCharging"].map((actionType) => ({ actionType, actionScopes: ["NODE"] })),
    },
    agvGeometry: {
      envelopes2d: [
        {
          set: "default",
          polygonPoints: [
            { x: 0.8, y: 0.5 },
            { x: -0.8, y: 0.5 },
            { x: -0.8, y: -0.5 },
            { x: 0.8, y: -0.5 },
          ],
        },
      ],
    },
    loadSpecification: {
      loadPositions: ["top"],
      loadSets: [{ setName: "pallet", loadType: "PALLET_1200x800", maxWeight: 1000 }],
    },
  };
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
