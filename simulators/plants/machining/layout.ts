/**
 * The layout of Binjiang Plant 1. Plant metres: x east, y north, yaw in degrees counterclockwise from east; a machine's
 * front (the side where material enters) faces its yaw. `config/demo` describes the same plant for the edge; a test
 * compares the two, because the simulators share no code with the edge.
 */

/** The OPC UA server or `mqtt` gateway of a station; null for assets without signals of their own. */
type Speaker = "turning" | "milling" | "process" | "assembly" | "utilities" | "fleet" | "meters" | "stores";

export interface Station {
  readonly id: string;
  readonly kind: string;
  readonly speaker: Speaker;
  readonly x: number;
  readonly y: number;
  readonly yawDeg: number;
  /** Outer size, metres: along the front's direction, across, height. */
  readonly size: readonly [number, number, number];
  /** ISA-95 place below site: area/line/cell. */
  readonly place: string;
}

const at = (
  id: string,
  kind: string,
  speaker: Speaker,
  x: number,
  y: number,
  yawDeg: number,
  size: readonly [number, number, number],
  place: string,
): Station => ({
  id,
  kind,
  speaker,
  x,
  y,
  yawDeg,
  size,
  place,
});

const LATHE = [2.6, 4.2, 2.4] as const;
const MILL = [3.4, 3.6, 3.0] as const;
const ROBOT = [1.0, 1.0, 2.2] as const;
const COBOT = [0.8, 0.8, 1.5] as const;
const RACK = [1.6, 8.0, 5.0] as const;
const METER = [0.25, 0.4, 1.2] as const;

export const FLOOR = { width: 112, depth: 64 } as const;

/** Meters of branches, mounted after all others; nuisances of a whole source or of the plant are not drawn there. */
export const BRANCH_METERS: readonly Station[] = [
  at("MTR-A-MACHINING", "meter", "meters", 48, 40, 90, METER, "machining/turning/cell-1"),
  at("MTR-A-FINISHING", "meter", "meters", 104.5, 53.5, -90, METER, "finishing/washing/cell-1"),
  at("MTR-A-COATING", "meter", "meters", 104, 31.5, 90, METER, "coating/powder/booth-1"),
  at("MTR-W-SANITARY", "meter", "meters", 76, 5, 90, METER, "utilities/water/intake"),
  at("MTR-G-DRY-01", "meter", "meters", 99, 53.5, -90, METER, "finishing/washing/cell-1"),
  at("MTR-G-HEATING", "meter", "meters", 80, 5, 90, METER, "utilities/gas/intake"),
];

const DETECTOR = [0.2, 0.2, 0.3] as const;

/** Detectors of natural gas below the roof, above what burns it and above the intake; nobody walks into them. */
export const GAS_DETECTORS: readonly Station[] = [
  at("GD-01", "gas-detector", "meters", 82, 30.8, 90, DETECTOR, "coating/curing/oven-1"),
  at("GD-02", "gas-detector", "meters", 97, 53, -90, DETECTOR, "finishing/washing/cell-1"),
  at("GD-03", "gas-detector", "meters", 79, 7, 90, DETECTOR, "utilities/gas/intake"),
];

export const STATIONS: readonly Station[] = [
  at("RCK-01", "rack", "stores", 6, 50, 0, RACK, "logistics/raw-store/rack-1"),
  at("RCK-02", "rack", "stores", 10, 50, 0, RACK, "logistics/raw-store/rack-2"),
  at("CNC-101", "lathe", "turning", 24, 51, -90, LATHE, "machining/turning/cell-1"),
  at("CNC-102", "lathe", "turning", 30, 51, -90, LATHE, "machining/turning/cell-1"),
  at("CNC-103", "lathe", "turning", 36, 51, -90, LATHE, "machining/turning/cell-2"),
  at("CNC-104", "lathe", "turning", 42, 51, -90, LATHE, "machining/turning/cell-2"),
  at("CNC-201", "machining-centre", "milling", 56, 52, -90, MILL, "machining/milling/cell-1"),
  at("CNC-202", "machining-centre", "milling", 65, 52, -90, MILL, "machining/milling/cell-2"),
  at("CNC-203", "machining-centre", "milling", 74, 52, -90, MILL, "machining/milling/cell-3"),
  at("CNC-204", "machining-centre", "milling", 56, 43, 90, MILL, "machining/milling/cell-1"),
  at("CNC-205", "machining-centre", "milling", 65, 43, 90, MILL, "machining/milling/cell-2"),
  at("CNC-206", "machining-centre", "milling", 74, 43, 90, MILL, "machining/milling/cell-3"),
  at("ROB-01", "robot", "milling", 56, 47.5, 0, ROBOT, "machining/milling/cell-1"),
  at("ROB-02", "robot", "milling", 65, 47.5, 0, ROBOT, "machining/milling/cell-2"),
  at("ROB-03", "robot", "milling", 74, 47.5, 0, ROBOT, "machining/milling/cell-3"),
  at("DBR-01", "deburring", "process", 85, 51, -90, [3.0, 3.0, 2.6], "finishing/deburring/cell-1"),
  at("WSH-01", "washer", "process", 92, 51, 180, [5.0, 2.6, 2.4], "finishing/washing/cell-1"),
  at("DRY-01", "dryer", "process", 99, 51, 180, [4.0, 2.6, 2.4], "finishing/washing/cell-1"),
  at("CNV-01", "conveyor", "process", 104, 46, -90, [10.0, 1.2, 0.9], "finishing/washing/transfer"),
  at("CMM-01", "cmm", "process", 99, 41, 0, [2.6, 2.8, 2.8], "quality/measuring/cell-1"),
  at("VIS-01", "vision", "process", 93.5, 41, 0, [1.8, 1.8, 2.2], "quality/measuring/cell-1"),
  at("LKT-01", "leak-tester", "process", 88.5, 41, -90, [1.8, 1.8, 2.0], "quality/leak-test/cell-1"),
  at("LKT-02", "leak-tester", "process", 84.5, 41, -90, [1.8, 1.8, 2.0], "quality/leak-test/cell-2"),
  at("PCB-01", "coating-booth", "process", 98, 28, 180, [6.0, 4.0, 3.4], "coating/powder/booth-1"),
  at("OVN-01", "oven", "process", 82, 28, 180, [18.0, 4.4, 3.2], "coating/curing/oven-1"),
  at("CNV-02", "conveyor", "process", 66, 28, 180, [12.0, 1.2, 0.9], "coating/curing/cooling"),
  at("COB-01", "cobot", "assembly", 54, 30.5, -90, COBOT, "assembly/line-1/cell-1"),
  at("PRS-01", "press", "assembly", 54, 26, 90, [1.6, 1.6, 2.8], "assembly/line-1/cell-1"),
  at("COB-02", "cobot", "assembly", 47, 30.5, -90, COBOT, "assembly/line-1/cell-2"),
  at("TGT-01", "tightening", "assembly", 47, 26, 90, [1.4, 1.4, 2.4], "assembly/line-1/cell-2"),
  at("CNV-03", "conveyor", "assembly", 47, 28, 180, [18.0, 1.0, 0.9], "assembly/line-1/transfer"),
  at("EOL-01", "test-bench", "assembly", 34, 28, 180, [3.2, 2.4, 2.2], "assembly/line-1/end-of-line"),
  at("CNV-04", "conveyor", "assembly", 29, 28, 180, [5.0, 1.0, 0.9], "assembly/packing/transfer"),
  at("PCK-01", "packing", "assembly", 24, 28, 180, [3.6, 2.8, 2.6], "assembly/packing/cell-1"),
  at("RCK-03", "rack", "stores", 6, 28, 0, RACK, "logistics/finished-store/rack-1"),
  at("RCK-04", "rack", "stores", 10, 28, 0, RACK, "logistics/finished-store/rack-2"),
  at("CMP-01", "compressor", "utilities", 22, 9, 90, [2.6, 1.6, 1.8], "utilities/compressed-air/station"),
  at("CHL-01", "chiller", "utilities", 32, 9, 90, [4.0, 2.2, 2.4], "utilities/cooling/station"),
  at("TRF-01", "transformer", "utilities", 44, 9, 90, [2.2, 1.8, 2.2], "utilities/power/substation"),
  at("SWB-01", "switchboard", "utilities", 52, 9, 90, [0.8, 6.0, 2.2], "utilities/power/substation"),
  at("CHG-01", "charger", "fleet", 58.5, 13, 90, [0.6, 0.8, 1.4], "logistics/fleet/charging"),
  at("CHG-02", "charger", "fleet", 66, 13, 90, [0.6, 0.8, 1.4], "logistics/fleet/charging"),
  ...[1, 2, 3, 4, 5, 6].map((n) =>
    at(`AGV-0${n}`, "agv", "fleet", 60 + 2.5 * n, 20, 0, [1.6, 1.0, 0.4], "logistics/fleet/vehicles"),
  ),
  // Meters are beside the assets that they measure. E electricity, W water, G natural gas, A compressed air.
  at("MTR-E-PLANT", "meter", "meters", 46.5, 9, 90, METER, "utilities/power/substation"),
  at("MTR-E-MACHINING", "meter", "meters", 52, 4.5, 90, METER, "utilities/power/substation"),
  at("MTR-E-FINISHING", "meter", "meters", 53, 4.5, 90, METER, "utilities/power/substation"),
  at("MTR-E-COATING", "meter", "meters", 54, 4.5, 90, METER, "utilities/power/substation"),
  at("MTR-E-ASSEMBLY", "meter", "meters", 55, 4.5, 90, METER, "utilities/power/substation"),
  at("MTR-E-UTILITIES", "meter", "meters", 56, 4.5, 90, METER, "utilities/power/substation"),
  ...["CNC-101", "CNC-102", "CNC-103", "CNC-104"].map((id, n) =>
    at(`MTR-E-${id}`, "meter", "meters", 26 + 6 * n, 53, -90, METER, `machining/turning/cell-${n < 2 ? 1 : 2}`),
  ),
  ...["CNC-201", "CNC-202", "CNC-203"].map((id, n) =>
    at(`MTR-E-${id}`, "meter", "meters", 58.5 + 9 * n, 54, -90, METER, `machining/milling/cell-${n + 1}`),
  ),
  ...["CNC-204", "CNC-205", "CNC-206"].map((id, n) =>
    at(`MTR-E-${id}`, "meter", "meters", 58.5 + 9 * n, 41, 90, METER, `machining/milling/cell-${n + 1}`),
  ),
  at("MTR-E-WSH-01", "meter", "meters", 92, 53.5, -90, METER, "finishing/washing/cell-1"),
  at("MTR-E-OVN-01", "meter", "meters", 82, 31.5, 90, METER, "coating/curing/oven-1"),
  at("MTR-E-PCB-01", "meter", "meters", 98, 31.5, 90, METER, "coating/powder/booth-1"),
  at("MTR-E-CMP-01", "meter", "meters", 24.5, 9, 90, METER, "utilities/compressed-air/station"),
  at("MTR-E-CHL-01", "meter", "meters", 35.5, 9, 90, METER, "utilities/cooling/station"),
  at("MTR-W-PLANT", "meter", "meters", 74, 5, 90, METER, "utilities/water/intake"),
  at("MTR-W-WSH-01", "meter", "meters", 94, 53.5, -90, METER, "finishing/washing/cell-1"),
  at("MTR-G-PLANT", "meter", "meters", 78, 5, 90, METER, "utilities/gas/intake"),
  at("MTR-G-OVN-01", "meter", "meters", 84, 31.5, 90, METER, "coating/curing/oven-1"),
  at("MTR-A-PLANT", "meter", "meters", 19.5, 9, 90, METER, "utilities/compressed-air/station"),
  at("MTR-A-ASSEMBLY", "meter", "meters", 56, 24, 90, METER, "assembly/line-1/cell-1"),
  ...BRANCH_METERS,
  ...GAS_DETECTORS,
];

export interface RouteNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** The station served from here, if any. */
  readonly serves?: string;
}

/** Nodes of the vehicles' road map. */
export const ROUTE_NODES: readonly RouteNode[] = [
  { id: "N1", x: 16, y: 36 },
  { id: "N2", x: 36, y: 36 },
  { id: "N3", x: 50, y: 36 },
  { id: "N4", x: 65, y: 36, serves: "milling" },
  { id: "N5", x: 79.5, y: 36 },
  { id: "N6", x: 91, y: 36, serves: "leak-test" },
  { id: "N7", x: 108, y: 36 },
  { id: "N8", x: 108, y: 20 },
  { id: "N9", x: 98, y: 20, serves: "coating" },
  { id: "N10", x: 80, y: 20 },
  { id: "N11", x: 64, y: 20, serves: "cooling" },
  { id: "N12", x: 51, y: 20, serves: "assembly" },
  { id: "N13", x: 40, y: 20 },
  { id: "N14", x: 24, y: 20, serves: "packing" },
  { id: "N15", x: 16, y: 20 },
  { id: "N16", x: 16, y: 28, serves: "finished-store" },
  { id: "N17", x: 16, y: 46, serves: "raw-store" },
  { id: "N18", x: 33, y: 46, serves: "turning" },
  { id: "N19", x: 50, y: 46 },
  { id: "N20", x: 79.5, y: 46, serves: "deburring" },
  { id: "N21", x: 58.5, y: 16, serves: "charging-1" },
  { id: "N22", x: 66, y: 16, serves: "charging-2" },
  { id: "N23", x: 58.5, y: 36 },
  { id: "N24", x: 58.5, y: 20 },
];

/** Two-way lanes between nodes. */
export const ROUTE_EDGES: readonly (readonly [from: string, to: string])[] = [
  ["N1", "N2"],
  ["N2", "N3"],
  ["N3", "N23"],
  ["N23", "N4"],
  ["N4", "N5"],
  ["N5", "N6"],
  ["N6", "N7"],
  ["N7", "N8"],
  ["N8", "N9"],
  ["N9", "N10"],
  ["N10", "N11"],
  ["N11", "N24"],
  ["N24", "N12"],
  ["N12", "N13"],
  ["N13", "N14"],
  ["N14", "N15"],
  ["N15", "N16"],
  ["N16", "N1"],
  ["N1", "N17"],
  ["N17", "N18"],
  ["N18", "N19"],
  ["N19", "N3"],
  ["N5", "N20"],
  ["N23", "N24"],
  ["N11", "N22"],
  ["N22", "N21"],
  ["N21", "N24"],
];
