import type { Random } from "../../kernel/random.ts";
import type { Lane } from "./fleet/dispatcher.ts";
import type { Machine, Surroundings } from "./machine.ts";
import { Chiller } from "./machines/chiller.ts";
import { Compressor } from "./machines/compressor.ts";
import type { Dryer, Washer } from "./machines/finishing.ts";
import type { Oven } from "./machines/oven.ts";
import type { ReworkTable } from "./machines/rework-table.ts";
import { Switchboard, Transformer } from "./machines/substation.ts";
import type { GantryLoader } from "./machines/tending.ts";
import type { Buffer } from "./material/flow.ts";
import { Magazine, type PalletPool, sinkOf, sourceOf } from "./material/pallets.ts";
import type { Stores } from "./material/stores.ts";
import type { PowerTree } from "./media/power-tree.ts";
import type { People } from "./people/people.ts";
import { assembly } from "./stations/assembly.ts";
import { coating } from "./stations/coating.ts";
import { finishing } from "./stations/finishing.ts";
import { machining } from "./stations/machining.ts";
import { contextOf, type Making } from "./stations/making.ts";

/** The plant's machines, the connections between them, and the routes of pallets. */
export interface Stations {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly loaders: readonly GantryLoader[];
  readonly reworkTables: readonly ReworkTable[];
  readonly buffers: readonly Buffer[];
  readonly lanes: readonly Lane[];
  readonly washer: Washer;
  readonly dryer: Dryer;
  readonly oven: Oven;
  readonly compressor: Compressor;
  readonly chiller: Chiller;
}

interface StationsOptions {
  readonly around: Surroundings;
  readonly random: Random;
  readonly stores: Stores;
  readonly pool: PalletPool;
  readonly people: People;
  tree(): PowerTree;
}

/** Builds every station and joins them along the route of a piece. */
export function createStations(options: StationsOptions): Stations {
  const { around, random, stores, tree, people } = options;
  const making: Making = { around, random, people, machines: new Map(), buffers: [] };
  const { loaders, turnIn, turnOut, millIn, millOut } = machining(making);
  const { deburrIn, leakOut, plainOut, washer, dryer, table: first } = finishing(making);
  const { coatIn, coolOut, oven } = coating(making);
  const { assemblyIn, packOut, table: second } = assembly(making);
  const compressor = new Compressor("CMP-01", contextOf(making, "CMP-01"));
  const chiller = new Chiller("CHL-01", contextOf(making, "CHL-01"));
  making.machines.set("CMP-01", compressor);
  making.machines.set("CHL-01", chiller);
  making.machines.set("TRF-01", new Transformer("TRF-01", tree, contextOf(making, "TRF-01")));
  making.machines.set("SWB-01", new Switchboard("SWB-01", tree, contextOf(making, "SWB-01")));
  const { book } = around;
  const at = (id: string) => ({ magazine: new Magazine(`PAL-${id}`, options.pool, book), book });
  const [turning, milling, deburring, coated, assembled] = [
    "TURNING",
    "MILLING",
    "FINISHING",
    "COATING",
    "ASSEMBLY",
  ].map(at) as [
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
  ];
  const toAssembly = sinkOf("N12", assemblyIn, assembled);
  const lanes: readonly Lane[] = [
    { from: stores, to: sinkOf("N18", turnIn, turning) },
    { from: sourceOf("N18", turnOut, turning), to: sinkOf("N4", millIn, milling) },
    { from: sourceOf("N4", millOut, milling), to: sinkOf("N20", deburrIn, deburring) },
    { from: sourceOf("N6", leakOut, deburring), to: sinkOf("N9", coatIn, coated) },
    { from: sourceOf("N6", plainOut, deburring), to: toAssembly },
    { from: sourceOf("N11", coolOut, coated), to: toAssembly },
    { from: sourceOf("N14", packOut, assembled), to: stores.finished },
  ];
  return {
    machines: making.machines,
    loaders,
    reworkTables: [first, second],
    buffers: making.buffers,
    lanes,
    washer,
    dryer,
    oven,
    compressor,
    chiller,
  };
}
