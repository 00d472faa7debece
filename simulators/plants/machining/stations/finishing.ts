import { Deburring, Dryer, Washer } from "../machines/finishing.ts";
import { Cmm, LeakTester, Vision } from "../machines/quality.ts";
import { ReworkTable } from "../machines/rework-table.ts";
import type { Buffer } from "../material/flow.ts";
import { CoatingRouter, MeasuringRouter } from "../material/routers.ts";
import { belt, buffer, conveyor, type Making, PALLET_BUFFER, station } from "./making.ts";

interface Finishing {
  readonly deburrIn: Buffer;
  readonly leakOut: Buffer;
  readonly plainOut: Buffer;
  readonly washer: Washer;
  readonly dryer: Dryer;
  readonly table: ReworkTable;
}

/** Deburring, washing, drying, measuring and leak testing. */
export function finishing(making: Making): Finishing {
  const deburrIn = buffer(making, "BUF-DEBURR-IN", PALLET_BUFFER);
  const washIn = buffer(making, "BUF-WASH-IN", 8);
  const dryIn = buffer(making, "BUF-DRY-IN", 8);
  const cmmIn = buffer(making, "BUF-CMM-IN", 2);
  const visionIn = buffer(making, "BUF-VISION-IN", 6);
  const leakIn = buffer(making, "BUF-LEAK-IN", 6);
  const leakOut = buffer(making, "BUF-LEAK-OUT", PALLET_BUFFER);
  const plainOut = buffer(making, "BUF-PLAIN-OUT", PALLET_BUFFER);
  const transfer = belt(making, "CNV-01", { lengthM: 10, speedMS: 0.25, spacingM: 0.8 });
  const table = new ReworkTable("RWK-01", {
    operation: "OP35",
    workS: 240,
    output: visionIn,
    around: making.around,
    random: making.random.fork("RWK-01"),
  });
  station(making, "DBR-01", {
    kind: "deburring",
    operation: "OP30",
    input: deburrIn,
    output: washIn,
    loadS: 3,
    workS: 12,
    process: (site) => new Deburring(site),
  });
  const washer = station(making, "WSH-01", {
    kind: "washer",
    operation: "OP40",
    input: washIn,
    output: dryIn,
    batch: 4,
    loadS: 6,
    workS: 52,
    process: (site) => new Washer(site),
  });
  const dryer = station(making, "DRY-01", {
    kind: "dryer",
    operation: "OP50",
    input: dryIn,
    output: transfer,
    batch: 4,
    loadS: 5,
    workS: 48,
    process: (site) => new Dryer(site),
  });
  conveyor(making, "CNV-01", [transfer], new MeasuringRouter(cmmIn, visionIn));
  measuring(making, { cmmIn, visionIn, leakIn, table, leakOut, plainOut });
  return { deburrIn, leakOut, plainOut, washer, dryer, table };
}

/** Coordinate measuring, vision and leak testing. */
function measuring(
  making: Making,
  places: {
    readonly cmmIn: Buffer;
    readonly visionIn: Buffer;
    readonly leakIn: Buffer;
    readonly table: ReworkTable;
    readonly leakOut: Buffer;
    readonly plainOut: Buffer;
  },
): void {
  const { cmmIn, visionIn, leakIn, table, leakOut, plainOut } = places;
  station(making, "CMM-01", {
    kind: "cmm",
    operation: "OP55",
    input: cmmIn,
    output: visionIn,
    loadS: 12,
    workS: 88,
    staffed: true,
    process: (site) => new Cmm(site),
  });
  station(making, "VIS-01", {
    kind: "vision",
    operation: "OP60",
    input: visionIn,
    output: leakIn,
    rework: table,
    loadS: 3,
    workS: 11,
    process: (site) => new Vision(site),
  });
  const routed = new CoatingRouter(leakOut, plainOut);
  for (const id of ["LKT-01", "LKT-02"])
    station(making, id, {
      kind: "leak-tester",
      operation: "OP70",
      input: leakIn,
      output: routed,
      loadS: 4,
      workS: 27,
      process: (site) => new LeakTester(site),
    });
}
