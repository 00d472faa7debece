import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { PastAlert } from "./api.ts";
import type { WorkItemAnswer } from "./maintenance-api.ts";
import type { StopAnswer } from "./production-api.ts";

type ChangeKind = "alert" | "stop" | "program" | "replaced" | "work";

/** Something that happened to an asset. */
export interface Change {
  readonly atMs: number;
  readonly kind: ChangeKind;
  /** An alert's message, a work item's title, the new program. */
  readonly text: LocalizedText;
  readonly alertUid?: string;
}

/** Values of a tag over time, oldest first: the program, or a counter that rises when a component is replaced. */
export interface Readings {
  readonly kind: "program" | "replaced";
  /** Name of the replaced component; of a program its value is the text. */
  readonly name?: LocalizedText;
  readonly samples: readonly { readonly atMs: number; readonly value: string }[];
}

interface Known {
  readonly alerts: readonly PastAlert[];
  readonly stops: readonly StopAnswer[];
  readonly readings: readonly Readings[];
  readonly work: readonly WorkItemAnswer[];
  /** A stop's reason in words. */
  stopText(stop: StopAnswer): LocalizedText;
}

/** Changes of a kind that are shown at most: the last ones before the beginning say the most. */
const MOST_OF_KIND = 4;

/** Events of an asset in a span, newest first. `except`: the alert that is being explained. */
export function changesBefore(
  { alerts, stops, readings, work, stopText }: Known,
  { fromMs, toMs, except }: { readonly fromMs: number; readonly toMs: number; readonly except: string | null },
): readonly Change[] {
  const all: Change[] = [
    ...alerts
      .filter(({ alertUid }) => alertUid !== except)
      .map(({ alertUid, raisedAt, message }) => ({
        atMs: Date.parse(raisedAt ?? ""),
        kind: "alert" as const,
        text: message,
        alertUid,
      })),
    ...stops.map((stop) => ({ atMs: Date.parse(stop.from), kind: "stop" as const, text: stopText(stop) })),
    ...readings.flatMap(({ kind, name, samples }) =>
      samples.flatMap(({ atMs, value }, at) =>
        at > 0 && samples[at - 1]?.value !== value ? [{ atMs, kind, text: name ?? { zh: value, en: value } }] : [],
      ),
    ),
    ...work.flatMap(({ title, finishedAt }) =>
      finishedAt === null ? [] : [{ atMs: Date.parse(finishedAt), kind: "work" as const, text: title }],
    ),
  ];
  const shown = new Map<ChangeKind, number>();
  return all
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => b.atMs - a.atMs)
    .filter(({ kind }) => {
      const count = (shown.get(kind) ?? 0) + 1;
      shown.set(kind, count);
      return count <= MOST_OF_KIND;
    });
}
