import { GantryLoader } from "../machines/tending.ts";
import type { Buffer } from "../material/flow.ts";
import { buffer, cnc, type Making, PALLET_BUFFER, robot } from "./making.ts";

/** Lathes with gantry loaders, and machining centres that robots tend. */
export function machining(making: Making): {
  readonly loaders: GantryLoader[];
  readonly turnIn: Buffer;
  readonly turnOut: Buffer;
  readonly millIn: Buffer;
  readonly millOut: Buffer;
} {
  const [turnIn, turnOut, millIn, millOut] = ["BUF-TURN-IN", "BUF-TURN-OUT", "BUF-MILL-IN", "BUF-MILL-OUT"].map((id) =>
    buffer(making, id, PALLET_BUFFER),
  ) as [Buffer, Buffer, Buffer, Buffer];
  const loaders = ["CNC-101", "CNC-102", "CNC-103", "CNC-104"].map(
    (id) =>
      new GantryLoader(cnc(making, id, "lathe"), {
        input: turnIn,
        output: turnOut,
        exchangeS: 7,
        around: making.around,
      }),
  );
  for (const cell of [1, 2, 3]) {
    const machines = [`CNC-20${cell}`, `CNC-20${cell + 3}`].map((id) => cnc(making, id, "machining-centre"));
    robot(making, `ROB-0${cell}`, { kind: "robot", machines, input: millIn, output: millOut });
  }
  return { loaders, turnIn, turnOut, millIn, millOut };
}
