import type { Command } from "./command.ts";
import type { Options } from "./options.ts";

/**
 * How a command runs, and the effect of a signal on it:
 *
 *   service   in this process, until a signal stops it. The exit code is 0 after a clean stop.
 *   apart     in a process of its own, because it may compute for long without handling events.
 *             A signal interrupts it; then the exit code is 130 or 143.
 *   here      in this process, because it asks a person or takes a moment. A signal interrupts it too.
 */
export type Way = "service" | "apart" | "here";

export interface CommandEntry {
  readonly way: Way | ((options: Options) => Way);
  /**
   * Loads the command's modules on demand: this takes half a second, and a signal in that time must find its handler.
   */
  load(): Promise<Command>;
}

/** Every command by its name. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  ["start", { way: "service", load: async () => (await import("./start.ts")).startCommand }],
  ["edge", { way: "service", load: async () => (await import("./edge.ts")).edgeCommand }],
  ["simulate", { way: wayToSimulate, load: async () => (await import("./simulate.ts")).simulateCommand }],
  ["hub", { way: "service", load: async () => (await import("./hub.ts")).hubCommand }],
  ["hub-ledger", { way: "here", load: async () => (await import("./hub.ts")).hubLedgerCommand }],
  ["hub-adopt", { way: "here", load: async () => (await import("./hub.ts")).hubAdoptCommand }],
  ["witness", { way: "service", load: async () => (await import("./witness.ts")).witnessCommand }],
  ["switch", { way: "here", load: async () => (await import("./switch.ts")).switchCommand }],
  ["replay", { way: "service", load: async () => (await import("./replay.ts")).replayCommand }],
  ["evaluate", { way: "apart", load: async () => (await import("./evaluate.ts")).evaluateCommand }],
  ["import-history", { way: "apart", load: async () => (await import("./import-history.ts")).importHistoryCommand }],
  ["evidence", { way: "apart", load: async () => (await import("./evidence.ts")).evidenceCommand }],
  ["learn", { way: "apart", load: async () => (await import("./learn.ts")).learnCommand }],
  ["score", { way: "apart", load: async () => (await import("./score.ts")).scoreCommand }],
  ["schedule", { way: "apart", load: async () => (await import("./schedule.ts")).scheduleCommand }],
  ["whatif", { way: "apart", load: async () => (await import("./whatif.ts")).whatIfCommand }],
  ["study", { way: "apart", load: async () => (await import("./study/study.ts")).studyCommand }],
  ["export-data", { way: "apart", load: async () => (await import("./history.ts")).exportDataCommand }],
  ["export-incident", { way: "apart", load: async () => (await import("./history.ts")).exportIncidentCommand }],
  ["backup", { way: "apart", load: async () => (await import("./history.ts")).backupCommand }],
  ["restore", { way: "apart", load: async () => (await import("./restore.ts")).restoreCommand }],
  ["reset", { way: "apart", load: async () => (await import("./restore.ts")).resetCommand }],
  ["check-data", { way: "apart", load: async () => (await import("./history.ts")).checkDataCommand }],
  ["setup", { way: "apart", load: async () => (await import("./setup.ts")).setupCommand }],
  ["discover", { way: "apart", load: async () => (await import("./discover.ts")).discoverCommand }],
  ["pki", { way: "here", load: async () => (await import("./pki.ts")).pkiCommand }],
  ["audit", { way: "apart", load: async () => (await import("./audit.ts")).auditCommand }],
  ["verify-passport", { way: "here", load: async () => (await import("./verify-passport.ts")).verifyPassportCommand }],
  ["alerts", { way: "apart", load: async () => (await import("./alerts.ts")).alertsCommand }],
  ["notify", { way: "apart", load: async () => (await import("./notify.ts")).notifyCommand }],
  ["clock", { way: "here", load: async () => (await import("./clock.ts")).clockCommand }],
  ["verdicts", { way: "here", load: async () => (await import("./verdicts.ts")).verdictsCommand }],
  ["reload", { way: "here", load: async () => (await import("./reload.ts")).reloadCommand }],
  ["tls", { way: "here", load: async () => (await import("./tls.ts")).tlsCommand }],
  ["users", { way: "here", load: async () => (await import("./users.ts")).usersCommand }],
  ["import", { way: "apart", load: async () => (await import("./import.ts")).importCommand }],
  ["export", { way: "apart", load: async () => (await import("./export.ts")).exportCommand }],
  ["bundle", { way: "apart", load: async () => (await import("./bundle.ts")).bundleCommand }],
  ["command", { way: "here", load: async () => (await import("./process/send-command.ts")).sendCommandCommand }],
  ["check", { way: "apart", load: async () => (await import("./check.ts")).checkCommand }],
]);

/** Headless and scale runs have an end; a live plant is a service. */
function wayToSimulate({ simulate }: Options): Way {
  return simulate.headless || simulate.assets !== undefined || simulate.tagsPerAsset !== undefined
    ? "apart"
    : "service";
}
