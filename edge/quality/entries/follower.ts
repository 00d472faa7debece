/** The book of entries as a plugin, and its reader. */
import { EdgeError } from "../../contracts/errors.ts";
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { EntryReader, QualityEntry } from "../../contracts/quality/entries.ts";
import type { QualityConfig } from "../config.ts";
import type { EntryAnswered } from "./entry-book.ts";
import { entryEvent, readingEvent } from "./entry-events.ts";
import type { EntryPlan } from "./open-follower.ts";

/** Newest entries in memory: the book takes them from the log a moment later. */
const MOST_NEWEST = 500;

type Sections = { readonly quality: QualityConfig };

export const entryFollower: FollowerPlugin<Sections, { readonly entries: EntryReader }> = {
  name: "entries",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ quality: { keepDays } }) => ({ own: { keepDays } satisfies EntryPlan, goesBy: () => false }),
  readers({ follower, record, now, config: { quality } }) {
    const book = follower<EntryAnswered>("entries");
    const newest = new Map<string, QualityEntry>();
    let before: Promise<unknown> = Promise.resolve();
    const change: EntryReader["change"] = (entry, decide) => {
      const { entryUid, piece, kind, station } = entry;
      const turn = before.then(async () => {
        const known = newest.get(entryUid) ?? (await book.ask("entry", entryUid)) ?? undefined;
        const own = [...newest.values()].find(
          (one) => one.piece === piece && one.kind === kind && one.station === station && !one.isWithdrawn,
        );
        const stored = piece === null ? null : (own ?? (await book.ask("ofPiece", piece, kind, station)));
        const other = stored === null || newest.get(stored.entryUid)?.isWithdrawn === true ? undefined : stored;
        const decided = decide(known, other?.entryUid === entryUid ? undefined : other);
        if (decided === known) return decided;
        await record(entryEvent(decided, now()));
        newest.delete(entryUid);
        newest.set(entryUid, decided);
        for (const uid of newest.keys()) {
          if (newest.size <= MOST_NEWEST) break;
          newest.delete(uid);
        }
        return decided;
      });
      before = turn.catch(() => undefined);
      return turn;
    };
    const entries: EntryReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      names: new Map(quality.reasons.map(({ id, name }) => [id, name])),
      reasonsAt: (station) =>
        quality.reasons.flatMap(({ id, name, kinds, stations }) =>
          stations.some((word) => matchesWord(word, station)) ? [{ id, name, kinds }] : [],
        ),
      readingsAt: (station) =>
        handPlans(quality, station).map(({ id, name, unit, lower = null, upper = null }) => ({
          ...{ plan: id, name, unit, lower, upper },
        })),
      view: (question) => book.ask("view", question),
      change,
      async read({ plan, ...reading }) {
        const found = handPlans(quality, reading.station).find(({ id }) => id === plan);
        if (found === undefined) throw new EdgeError("bad-request", `the station ${reading.station} reads no ${plan}`);
        const { event, ok } = readingEvent(reading, found, now());
        await record(event);
        return ok;
      },
    };
    return { entries };
  },
};

/** Plans whose gauge reports values: a person can read them there too. */
function handPlans({ features }: Pick<QualityConfig, "features">, station: string): QualityConfig["features"] {
  return features.filter(
    ({ reads, gauges }) => reads === "report" && gauges.some((word) => matchesWord(word, station)),
  );
}
