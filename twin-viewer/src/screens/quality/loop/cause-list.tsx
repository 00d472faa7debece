import { useState } from "preact/hooks";
import { causeWords } from "../../../../../edge/contracts/quality/cause-words.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { formatAge, formatNumber } from "../../../data/format.ts";
import type { CauseAnswer, DefectAnswer, RankingAnswer } from "../../../data/loop-api.ts";
import { edgeNowMs, moment } from "../../../data/signals.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { CaseDialog } from "./case-dialog.tsx";
import { EvidencePicture } from "./evidence-picture.tsx";

/** Causes that are shown at first. */
const FIRST = 3;

interface ListProps {
  readonly defect: DefectAnswer;
  readonly ranking: RankingAnswer | DefectAnswer["ranking"];
}

/** The three best circumstances with their evidence; the others on demand. */
export function CauseList({ defect, ranking }: ListProps) {
  const [isWhole, setWhole] = useState(false);
  /** Place of the cause whose case is being opened; null: another cause. */
  const [asked, setAsked] = useState<number | null | undefined>(undefined);
  if (ranking === null) return <p class="empty">{t("loop.causes-few")}</p>;
  const { causes } = ranking;
  const shown = causes.slice(0, isWhole ? causes.length : FIRST);
  const alike = causes.filter(({ standing }) => standing === "leading" || standing === "inseparable");
  const isNow = moment.value === null;
  return (
    <section aria-label={t("loop.causes")}>
      <h3>{t("loop.causes")}</h3>
      <p class="room-advisory">
        {t("loop.causes-note", { candidates: ranking.candidates, pieces: ranking.pieces, bad: ranking.bad })}
        {isNow && "at" in ranking ? <RankedAt at={ranking.at} /> : null}
      </p>
      {causes.length === 0 ? <p class="empty">{t("loop.causes-none")}</p> : null}
      {alike.length > 1 ? (
        <p class="loop-confounded">
          {t("loop.causes-confounded", { names: alike.map((cause) => local(causeWords(cause))).join(" · ") })}
        </p>
      ) : null}
      <ol class="loop-causes">
        {shown.map((cause, at) => (
          <li key={`${cause.candidate.operation} ${cause.candidate.kind} ${cause.candidate.name} ${cause.level}`}>
            <Cause cause={cause} />
            {isNow ? (
              <ActButton
                asks="operate"
                name={`${t("loop.open-case")} ${local(causeWords(cause))}`}
                onAct={() => setAsked(at)}
              >
                {t("loop.open-case")}
              </ActButton>
            ) : null}
          </li>
        ))}
      </ol>
      {causes.length > shown.length ? (
        <button type="button" class="link spc-more" onClick={() => setWhole(true)}>
          {t("loop.more-causes", { count: causes.length - shown.length })}
        </button>
      ) : null}
      {isNow ? (
        <p>
          <ActButton asks="operate" onAct={() => setAsked(null)}>
            {t("loop.open-case-other")}
          </ActButton>
        </p>
      ) : null}
      {asked === undefined ? null : <CaseDialog defect={defect} cause={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

function RankedAt({ at }: { at: string | null }) {
  useSecond();
  if (at === null) return null;
  return <> {t("loop.ranked-at", { age: formatAge(Math.max(0, edgeNowMs() - Date.parse(at))) })}</>;
}

function Cause({ cause }: { cause: CauseAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { standing, sentence, since, difference, ratio, outside } = cause;
  const points = (share: number) => formatNumber(100 * share, 0);
  const times = (factor: number) => formatNumber(factor, factor < 10 ? 1 : 0);
  const size = t("loop.effect-size", {
    value: points(difference.value),
    low: points(difference.low),
    high: points(difference.high),
  });
  // Without a bad piece outside, the quotient says nothing.
  const quotient =
    outside.bad === 0
      ? ""
      : ` · ${t("loop.effect-ratio", { ratio: times(ratio.value), low: times(ratio.low), high: times(ratio.high) })}`;
  return (
    <>
      <p class="loop-sentence">
        <span class={`loop-standing is-${standing}`}>{t(`loop.standing-${standing}`)}</span> {local(sentence)}
      </p>
      <p class="loop-size">
        {size}
        {quotient}
        {since === null ? "" : ` · ${t("loop.since", { time: clockOrMoment(Date.parse(since), zone, edgeNowMs()) })}`}
      </p>
      <EvidencePicture cause={cause} />
    </>
  );
}
