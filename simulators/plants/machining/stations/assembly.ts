import { Packing, TestBench } from "../machines/finishing-line.ts";
import { Press } from "../machines/press.ts";
import { ReworkTable } from "../machines/rework-table.ts";
import { Tightening } from "../machines/tightening.ts";
import type { Buffer } from "../material/flow.ts";
import { belt, buffer, conveyor, type Making, PALLET_BUFFER, robot, station, tended } from "./making.ts";

/** Assembly with cobots, the end-of-line test and packing. */
export function assembly(making: Making): {
  readonly assemblyIn: Buffer;
  readonly packOut: Buffer;
  readonly table: ReworkTable;
} {
  const assemblyIn = buffer(making, "BUF-ASSEMBLY-IN", PALLET_BUFFER);
  const testIn = buffer(making, "BUF-TEST-IN", 3);
  const packIn = buffer(making, "BUF-PACK-IN", 4);
  const packOut = buffer(making, "BUF-PACK-OUT", PALLET_BUFFER);
  const first = belt(making, "CNV-03", { lengthM: 8, speedMS: 0.22, spacingM: 0.9 });
  const second = belt(making, "CNV-03", { lengthM: 10, speedMS: 0.22, spacingM: 0.9 });
  const toPacking = belt(making, "CNV-04", { lengthM: 5, speedMS: 0.2, spacingM: 0.8 });
  const table = new ReworkTable("RWK-02", {
    operation: "OP115",
    workS: 180,
    output: testIn,
    around: making.around,
    random: making.random.fork("RWK-02"),
  });
  const press = tended(making, "PRS-01", {
    kind: "press",
    operation: "OP100",
    durationS: 7.5,
    process: (site) => new Press(site),
  });
  const tightening = tended(making, "TGT-01", {
    kind: "tightening",
    operation: "OP110",
    durationS: 8.5,
    process: (site) => new Tightening(site),
  });
  robot(making, "COB-01", { kind: "cobot", machines: [press], input: assemblyIn, output: first });
  robot(making, "COB-02", { kind: "cobot", machines: [tightening], input: first, output: second });
  conveyor(making, "CNV-03", [first, second], testIn);
  station(making, "EOL-01", {
    kind: "test-bench",
    operation: "OP120",
    input: testIn,
    output: toPacking,
    rework: table,
    loadS: 2.5,
    workS: 12.5,
    staffed: true,
    process: (site) => new TestBench(site),
  });
  conveyor(making, "CNV-04", [toPacking], packIn);
  station(making, "PCK-01", {
    kind: "packing",
    operation: "OP130",
    input: packIn,
    output: packOut,
    loadS: 3,
    workS: 12,
    staffed: true,
    process: (site) => new Packing(site),
  });
  return { assemblyIn, packOut, table };
}
