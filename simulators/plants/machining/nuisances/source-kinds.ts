import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";
import { isAnalog } from "./instrument-kinds.ts";

/** Sources that pause or change without being broken. */
export const SOURCE_KINDS: readonly NuisanceKind[] = [
  {
    name: "silent-source",
    what: "A source cannot be reached for some minutes, such as while a switch is restarted",
    marks: "every tag of the source: no samples",
    targets: ["server", "gateway"],
    perWeek: 0.7,
    why: "a source drops out every ten days",
    lastsS: [60, 300],
    settlesS: 300,
    amount: [1, 1],
    wire: ["network-loss"],
  },
  {
    name: "firmware-change",
    what: "A server gets new firmware: it restarts with other NodeIds, and afterwards rounds some values more coarsely",
    marks: "every tag of the server: a gap of minutes; then eight instruments rounded ten times more coarsely",
    targets: ["server"],
    perWeek: 0.1,
    why: "some updates a year for each server",
    isStaffed: true,
    lastsS: [90, 240],
    settlesS: 3600,
    stays: true,
    amount: [10, 10],
    wire: ["network-loss", "server-restart"],
    instruments: 8,
    concerns: isAnalog,
    after: () => ({ scale: 1, offset: 0, coarseness: 10, isSilent: false, held: null }),
    log: { share: 1, zh: "固件已更新", en: "Firmware updated" },
  },
];
