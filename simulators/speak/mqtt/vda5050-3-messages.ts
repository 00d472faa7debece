import type { Vehicle, VehicleOrder } from "../../kernel/contract.ts";
import type { Dialect } from "./vda5050-dialect.ts";
import { factsheetBody, orderBody, position, stateBody } from "./vda5050-messages.ts";

type Body = Record<string, unknown>;

/** Predefined error types of 3.0.0 for the model's own error names. */
const ERROR_TYPES = new Map([["localizationLost", "LOCALIZATION_ERROR"]]);

/** Largest angle of the 3.0.0 schema, to the digits that are sent. */
const MOST_RAD = Math.floor(Math.PI * 1e4) / 1e4;

/** Version 3.0.0: the same vehicle, with the members that were renamed since 2.1.0. */
export const VERSION_3: Dialect = {
  version: "3.0.0",
  root: "vda5050/v3",
  broken: "CONNECTION_BROKEN",
  state(vehicle, order) {
    const {
      agvPosition: _position,
      batteryState: _battery,
      safetyState: _safety,
      errors: _errors,
      ...rest
    } = stateBody(vehicle, order);
    return {
      ...rest,
      ...position3(vehicle),
      instantActionStates: [],
      powerSupply: powerSupply(vehicle),
      errors: errors(vehicle),
      safetyState: safetyState(vehicle),
    };
  },
  visualization: (vehicle, stateHeaderId) => ({ referenceStateHeaderId: stateHeaderId, ...position3(vehicle) }),
  order: orderBody3,
  factsheet: factsheet3,
};

function position3(vehicle: Vehicle): Body {
  const { agvPosition, velocity } = position(vehicle) as { agvPosition: Body; velocity: Body };
  const { positionInitialized, theta, ...place } = agvPosition;
  // Rounding may raise a half turn above pi, which 3.0 does not allow.
  const within = Math.max(-MOST_RAD, Math.min(MOST_RAD, Number(theta)));
  return { mobileRobotPosition: { ...place, theta: within, localized: positionInitialized }, velocity };
}

function powerSupply({ battery: { percent, volt, ampere }, charging }: Vehicle): Body {
  return {
    stateOfCharge: round(percent),
    batteryVoltage: round(volt),
    batteryCurrent: round(ampere),
    batteryHealth: 96,
    charging,
  };
}

function safetyState({ eStop, fieldViolation }: Vehicle): Body {
  // A stop that resets itself is a protective stop, which 3.0 reports by the field alone.
  return { activeEmergencyStop: eStop === "AUTOACK" ? "NONE" : eStop, fieldViolation };
}

function errors(vehicle: Vehicle): Body[] {
  return vehicle.errors.map(({ errorType, errorLevel, errorDescription }) => ({
    errorType: ERROR_TYPES.get(errorType) ?? errorType,
    errorLevel,
    errorDescription,
    errorReferences: [],
  }));
}

function orderBody3(order: VehicleOrder): Body {
  const body = orderBody(order) as { nodes: Body[]; edges: Body[] };
  const edges = body.edges.map(({ startNodeId: _start, endNodeId: _end, maxSpeed, ...edge }) => ({
    ...edge,
    maximumSpeed: maxSpeed,
  }));
  return { ...body, edges };
}

function factsheet3(): Body {
  const { typeSpecification, physicalParameters, loadSpecification } = factsheetBody() as Record<string, Body>;
  const {
    agvKinematic: mobileRobotKinematics,
    agvClass: mobileRobotClass,
    maxLoadMass: maximumLoadMass,
    ...type
  } = typeSpecification as Body;
  const { speedMin, speedMax, accelerationMax, decelerationMax, heightMin, heightMax, ...outer } =
    physicalParameters as Body;
  const sets = (loadSpecification as { loadSets: Body[] }).loadSets.map(({ maxWeight, ...set }) => ({
    ...set,
    maximumWeight: maxWeight,
  }));
  return {
    typeSpecification: { ...type, mobileRobotKinematics, mobileRobotClass, maximumLoadMass },
    physicalParameters: {
      ...outer,
      minimumSpeed: speedMin,
      maximumSpeed: speedMax,
      maximumAcceleration: accelerationMax,
      maximumDeceleration: decelerationMax,
      minimumHeight: heightMin,
      maximumHeight: heightMax,
    },
    protocolLimits: {
      maximumStringLengths: {},
      maximumArrayLengths: {},
      timing: {
        minimumOrderInterval: 1,
        minimumStateInterval: 0.2,
        defaultStateInterval: 2,
        visualizationInterval: 0.33,
      },
    },
    protocolFeatures: {
      optionalParameters: [],
      mobileRobotActions: ["pick", "drop", "startCharging"].map((actionType) => ({
        actionType,
        actionScopes: ["NODE"],
        pauseAllowed: false,
        cancelAllowed: true,
      })),
    },
    mobileRobotGeometry: { envelopes2d: [{ envelope2dId: "default", vertices: OUTLINE }] },
    loadSpecification: { ...(loadSpecification as Body), loadSets: sets },
  };
}

const OUTLINE = [
  { x: 0.8, y: 0.5 },
  { x: -0.8, y: 0.5 },
  { x: -0.8, y: -0.5 },
  { x: 0.8, y: -0.5 },
];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
