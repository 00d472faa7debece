import { useState } from "preact/hooks";
import type { TagUid } from "../../../../edge/contracts/plant/tag.ts";
import { curveOf } from "../../charts/curve.ts";
import { usePlant } from "../../data/context.ts";
import { formatClock, formatNumber } from "../../data/format.ts";
import type { CurveAnswer } from "../../data/trace-api.ts";
import { unitSymbol } from "../../data/units.ts";
import { useQuestion } from "../../data/use-question.ts";
import { fetchWaveform } from "../../data/waveforms.ts";
import { local, t } from "../../i18n/language.ts";

const [WIDTH, HEIGHT] = [640, 110];
/** A recorded curve does not change. */
const REFRESH_MS = 600_000;

/** Recorded curves of the operations; one is drawn when it is opened. */
export function RecordCurves({ curves }: { curves: readonly CurveAnswer[] }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const [open, setOpen] = useState<CurveAnswer | undefined>(undefined);
  if (curves.length === 0) return null;
  const nameOf = ({ tagUid }: CurveAnswer): string => {
    const tag = index?.tag(tagUid as TagUid);
    return tag === undefined ? tagUid : local(tag.name);
  };
  const textOf = (curve: CurveAnswer): string => t("trace.curve", { name: nameOf(curve), count: curve.points });
  return (
    <>
      <h4>{t("trace.curves")}</h4>
      <ul class="trace-curves">
        {curves.map((curve) => (
          <li key={`${curve.tagUid} ${curve.start}`}>
            <button
              type="button"
              class="button small"
              aria-expanded={open === curve}
              onClick={() => setOpen(open === curve ? undefined : curve)}
            >
              {curve.station} · {textOf(curve)}
              {curve.start === null ? "" : ` · ${formatClock(Date.parse(curve.start), zone)}`}
            </button>
          </li>
        ))}
      </ul>
      {open === undefined ? null : (
        <Picture key={`${open.tagUid} ${open.start}`} curve={open} name={`${open.station} ${nameOf(open)}`} />
      )}
    </>
  );
}

function Picture({ curve: { tagUid, start }, name }: { curve: CurveAnswer; name: string }) {
  // The newest up to and with the instant of its begin: it itself.
  const ask = () => fetchWaveform(tagUid as TagUid, { atMs: Math.ceil(Date.parse(start ?? "")) + 1 });
  const { answer, failure, askedMs } = useQuestion(`curve ${tagUid} ${start}`, ask, REFRESH_MS);
  if (failure !== undefined) return <p class="failure">{t("alerts.failed", { reason: failure })}</p>;
  const shape = answer === undefined ? undefined : curveOf(answer.points, WIDTH, HEIGHT);
  if (answer === undefined || shape === undefined || answer.time !== start)
    return <p class="empty">{t(askedMs === 0 ? "answer.asking" : "trace.curve-none")}</p>;
  const range = t("trace.curve-range", {
    low: formatNumber(shape.low),
    high: formatNumber(shape.high),
    unit: unitSymbol(answer.unit),
    span: formatNumber((answer.n - 1) * answer.dt),
  });
  return (
    <figure class="trace-curve">
      <svg
        class="waveform-curve"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${range}`}
      >
        <path d={shape.path} />
      </svg>
      <figcaption>
        {name} · {range}
      </figcaption>
    </figure>
  );
}
