/** Words and signs about next jobs. A sign never stands without its word. */
import type { NextJob, StationControl } from "../../../../edge/contracts/production/dispatch.ts";
import { usePlant } from "../../data/context.ts";
import type { GivenOutcome } from "../../data/dispatch-api.ts";
import { formatMoment, formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";

const STATE_SIGNS: Readonly<Record<NextJob["state"], string>> = {
  ...{ open: "○", told: "◆", given: "▤" },
  ...{ running: "▶", over: "■", unknown: "?" },
};
const CONTROL_SIGNS: Readonly<Record<StationControl, string>> = { jobs: "⇄", "by-hand": "◇", unread: "?" };
const OUTCOME_SIGNS: Readonly<Record<GivenOutcome, string>> = {
  ...{ given: "✓", differs: "≠", "not-read-back": "?" },
  ...{ refused: "✗", "not-sent": "✗", unknown: "?" },
};

export function StateMark({ state }: Pick<NextJob, "state">) {
  return <Mark kind={state} sign={STATE_SIGNS[state]} word={t(`jobs.state-${state}`)} />;
}

export function ControlMark({ control }: { control: StationControl }) {
  return <Mark kind={control} sign={CONTROL_SIGNS[control]} word={t(`jobs.control-${control}`)} />;
}

export function OutcomeMark({ outcome }: { outcome: GivenOutcome }) {
  return <Mark kind={outcome} sign={OUTCOME_SIGNS[outcome]} word={t(`jobs.outcome-${outcome}`)} />;
}

function Mark({ kind, sign, word }: { kind: string; sign: string; word: string }) {
  return (
    <span class={`job-mark is-${kind}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

/** Moments of plans, by the plant's clocks. */
export function useMoment(): (moment: string) => string {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (moment) => formatMoment(Date.parse(moment), zone, false);
}

export function piecesText({ done, quantity }: Pick<NextJob, "done" | "quantity">): string {
  if (done === null) return t("jobs.pieces-unknown", { quantity: formatNumber(quantity, 0) });
  return t("jobs.pieces", { done: formatNumber(done, 0), quantity: formatNumber(quantity, 0) });
}

export function keyOf({ machine, order, step }: { machine: string; order: string; step: string }): string {
  return JSON.stringify([machine, order, step]);
}
