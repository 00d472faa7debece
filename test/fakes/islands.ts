import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { IslandFacts } from "../../edge/contracts/production/island-book.ts";
import type { Island, IslandControl, PlantIsland } from "../../edge/contracts/production/islands.ts";
import { OpenIslandBook } from "../../edge/islands/book.ts";
import { factsOf } from "../../edge/islands/facts.ts";
import { IslandRecord } from "../../edge/islands/record.ts";

export const island = (id: string, machines: readonly string[], variants: readonly string[]): Island => ({
  ...{ id, machines, variants },
  name: { zh: `岛 ${id}`, en: `Island ${id}` },
});

/** Two lathes and two machining centres for each of two islands, one washer for all. */
export const ISLANDS: readonly Island[] = [
  island("small", ["CNC-101", "CNC-102", "CNC-201"], ["PH-40*", "PH-50*"]),
  island("large", ["CNC-103", "CNC-104", "CNC-202"], ["PH-65*", "PH-80*"]),
];
/** CNC-102 goes to the large ones. */
export const MOVED: readonly Island[] = [
  island("small", ["CNC-101", "CNC-201"], ["PH-40*", "PH-50*"]),
  island("large", ["CNC-102", "CNC-103", "CNC-104", "CNC-202"], ["PH-65*", "PH-80*"]),
];
export const VARIANTS = ["PH-40A", "PH-40B", "PH-50A", "PH-50B", "PH-65A", "PH-65B", "PH-80A", "PH-80B"];

export const FACTS: IslandFacts = factsOf({
  assets: [
    ...["CNC-101", "CNC-102", "CNC-103", "CNC-104"].map((label) => ({ label, kind: "lathe" })),
    ...["CNC-201", "CNC-202"].map((label) => ({ label, kind: "machining-centre" })),
    { label: "WSH-01", kind: "washer" },
    { label: "RCK-01", kind: "rack" },
  ],
  ways: ["RCK-01 > CNC-10* > CNC-20* > WSH-01"],
  operations: [{ stations: ["CNC-10*"], id: "OP10" }],
  variants: VARIANTS,
  makes: [],
});

/** A book in a folder of its own, which can be opened again as after a kill. */
export function islandBook(islands: readonly Island[] = ISLANDS, facts = FACTS) {
  const dir = mkdtempSync(join(tmpdir(), "gemba-islands-"));
  const clock = { at: 1_000e6 };
  const open = (configured = islands) =>
    new OpenIslandBook({
      record: IslandRecord.open(dir),
      configured: { islands: configured, facts },
      log: pino({ level: "silent" }),
      now: () => clock.at,
    });
  return { dir, clock, open, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A controller that keeps what it is sent. */
export class SentIslands implements IslandControl {
  isOnline = true;
  readonly sent: { readonly request: string; readonly islands: readonly PlantIsland[] }[] = [];

  send(request: string, islands: readonly PlantIsland[]): void {
    this.sent.push({ request, islands });
  }
}
