import type { ChartKind, Signal } from "../../../../edge/contracts/quality/chart.ts";
import { PATTERN_TEXTS } from "../../../../edge/contracts/quality/pattern-texts.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import type { ChartAnswer } from "../../data/quality-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { curveText } from "./quality-words.ts";

const SHOWN = 8;

/** What each signal means, newest first; a click goes to its point. */
export function SignalList({ chart, onChoose }: { chart: ChartAnswer; onChoose: (at: number) => void }) {
  const { signals, model, phase } = chart;
  if (model === null || chart.times.length === 0) return null;
  const newest = signals.toReversed().slice(0, SHOWN);
  const older = signals.length - newest.length;
  return (
    <section aria-label={t("spc.signals")}>
      <h3>{t(phase === "trial" ? "spc.signals-trial" : "spc.signals")}</h3>
      {signals.length === 0 ? <p class="empty">{t("spc.signals-none")}</p> : null}
      <ul class="spc-signals">
        {newest.map((signal) => (
          <li key={`${signal.curve} ${signal.rule} ${signal.from} ${signal.to}`}>
            <SignalRow signal={signal} chart={chart} kind={model.kind} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {older > 0 ? <p class="room-advisory">{t("spc.signals-older", { count: older })}</p> : null}
    </section>
  );
}

interface SignalProps {
  readonly signal: Signal;
  readonly chart: ChartAnswer;
  readonly kind: ChartKind;
  readonly onChoose: (at: number) => void;
}

function SignalRow({ signal: { pattern, rule, curve, from, to }, chart, kind, onChoose }: SignalProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const where = {
    curve: curveText(curve, kind),
    from: chart.first + from,
    to: chart.first + to,
    time: clockOrMoment(Date.parse(chart.times[to] ?? ""), zone, edgeNowMs()),
  };
  return (
    <button type="button" class="link" onClick={() => onChoose(to)}>
      {t("spc.signal", { rule, what: local(PATTERN_TEXTS[pattern][curve]) })}
      <small>
        {from === to
          ? t("spc.signal-one", { curve: where.curve, to: where.to, time: where.time })
          : t("spc.signal-run", where)}
      </small>
    </button>
  );
}
