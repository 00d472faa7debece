/** What people entered as reasons of stops, scrap and rework, by machine, and what has no reason (RP28, RP29). */
import { type EntriesAnswer, qualityEntries } from "../../api/services/quality/entries.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { StopReason } from "../../contracts/production/production.ts";
import type { ReportCell, ReportSection } from "../../contracts/reports/document.ts";
import { type Asked, ifThere } from "../asked.ts";
import { momentIn } from "../spans.ts";
import { leftOut } from "./left-out.ts";
import { inArea, type MachineOf } from "./machines.ts";

const MOST_ROWS = 40;

interface MachineStops {
  readonly machine: MachineOf;
  readonly stops: readonly StopReason[];
}

type Kind = "stop" | "scrap" | "rework";

/** A reason at a machine. `seconds`: stopped, or lost at the ideal cycle; null where that is not known. */
interface Given {
  readonly kind: Kind;
  readonly reason: string;
  readonly label: string;
  readonly count: number;
  readonly seconds: number | null;
}

/** The reasons of people with count, time and share of their kind. */
export async function givenReasons(
  asked: Asked,
  all: readonly MachineStops[],
  catalogue: readonly { readonly code: string; readonly name: LocalizedText }[],
): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  const ask = () => qualityEntries(parts, caller, { from: span.from, to: span.to });
  // An edge that has no such book says nothing of it; one that does not answer says so.
  const entered = parts.entries === undefined ? undefined : await ifThere(asked, words.say("quality.no-entries"), ask);
  const stops = all.flatMap((one) => stopsOf(one, catalogue, words.local));
  const pieces = entered === undefined ? [] : piecesOf(asked, entered);
  const without = [...stopsWithout(asked, all), ...piecesWithout(asked, entered)];
  if (stops.length + pieces.length + without.length === 0) return undefined;
  const rows = [...stops, ...pieces].toSorted(
    (a, b) => rank(a) - rank(b) || (b.seconds ?? 0) - (a.seconds ?? 0) || b.count - a.count,
  );
  return {
    title: words.say("given.title"),
    ...words.linkTo("material", momentIn(span)),
    blocks: [
      {
        kind: "table",
        columns: [
          { name: words.say("given.what") },
          { name: words.say("quality.reason") },
          { name: words.say("machine.name") },
          { name: words.say("alarm.count"), isNumber: true },
          { name: words.say("given.time"), isNumber: true, definition: "losses" },
          { name: words.say("given.share"), isNumber: true },
        ],
        rows: rows.slice(0, MOST_ROWS).map((row) => cellsOf(asked, row, rows)),
        empty: words.say("given.none"),
      },
      ...leftOut(asked, MOST_ROWS, rows.length),
      ...without.map((text) => ({ kind: "note", text }) as const),
    ],
  };
}

const ORDER: readonly Kind[] = ["stop", "scrap", "rework"];

function rank({ kind }: Given): number {
  return ORDER.indexOf(kind);
}

function stopsOf(
  { machine: { label }, stops }: MachineStops,
  catalogue: readonly { readonly code: string; readonly name: LocalizedText }[],
  local: (text: LocalizedText) => string,
): readonly Given[] {
  const said = Map.groupBy(
    stops.filter(({ saidBy }) => saidBy !== null),
    ({ reason }) => reason,
  );
  return [...said].map(([code, own]) => {
    const name = catalogue.find((one) => one.code === code)?.name;
    const seconds = own.reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0);
    return { kind: "stop", reason: name === undefined ? code : local(name), label, count: own.length, seconds };
  });
}

function piecesOf(asked: Asked, { sums, lostS, names }: EntriesAnswer): readonly Given[] {
  const isHere = stationIn(asked);
  return sums.flatMap(({ kind, station, reason, count }, at): Given[] => {
    const name = names.get(reason);
    const text = name === undefined ? reason : asked.words.local(name);
    return isHere(station) ? [{ kind, reason: text, label: station, count, seconds: lostS[at] ?? null }] : [];
  });
}

/** Stations that are no assets, such as benches, are the whole plant's alone. */
function stationIn(asked: Asked): (station: string) => boolean {
  if (asked.question.area === undefined) return () => true;
  const isInside = inArea(asked);
  const labels = new Set(asked.parts.plant.assets.filter(isInside).map(({ label }) => label));
  return (station) => labels.has(station);
}

function stopsWithout({ words }: Asked, all: readonly MachineStops[]): readonly string[] {
  const silent = all.flatMap(({ stops }) => stops.filter(({ saidBy }) => saidBy === null));
  if (silent.length === 0) return [];
  const seconds = silent.reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0);
  const failures = silent.filter(({ element }) => element === "ADET");
  const failed = failures.reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0);
  return [
    words.say("given.stops-without", {
      count: words.count(silent.length),
      time: words.duration(seconds),
      failures: words.count(failures.length),
      failed: words.duration(failed),
    }),
  ];
}

function piecesWithout(asked: Asked, entered: EntriesAnswer | undefined): readonly string[] {
  const isHere = stationIn(asked);
  const own = (entered?.unexplained ?? []).filter(({ station }) => isHere(station));
  const { words } = asked;
  return (["scrap", "rework"] as const).flatMap((kind) => {
    const of = own.filter((one) => one.kind === kind);
    const count = of.reduce((sum, { reported, explained }) => sum + reported - explained, 0);
    const stations = [...new Set(of.map(({ station }) => station))];
    const list = words.list(stations);
    return count === 0
      ? []
      : [words.say("given.pieces-without", { count: words.count(count), kind: words.say(`quality.${kind}`), list })];
  });
}

function cellsOf({ words, span }: Asked, row: Given, all: readonly Given[]): readonly ReportCell[] {
  const { kind, reason, label, count, seconds } = row;
  const sameKind = all.filter((one) => one.kind === kind);
  // Stops by their time, pieces by their number.
  const whole = sameKind.reduce((sum, one) => sum + weightOf(one), 0);
  const share = whole === 0 ? null : weightOf(row) / whole;
  return [
    { text: kind === "stop" ? words.say("given.stop") : words.say(`quality.${kind}`) },
    { text: reason },
    { text: label, ...words.linkTo("asset", momentIn(span), label) },
    { text: words.count(count), value: count },
    seconds === null ? { text: "—", value: null } : words.cells.duration(seconds),
    words.cells.ratio(share),
  ];
}

function weightOf({ kind, count, seconds }: Given): number {
  return kind === "stop" ? (seconds ?? 0) : count;
}
