import { blockingWords } from "../../../../../edge/contracts/safety/blocking.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import type { EventAnswer, ResponseActAnswer } from "../../../data/responses-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";

/** Every act with who and when, newest first. */
export function EventTimeline({ event: { work } }: { event: EventAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string | null) => (time === null ? "" : clockOrMoment(Date.parse(time), zone, edgeNowMs()));
  return (
    <section aria-label={t("rs.timeline")}>
      <h3>{t("rs.timeline")}</h3>
      <ol class="rs-timeline" reversed>
        {work.acts.toReversed().map((act) => (
          <li key={act.actUid}>
            <time>{at(act.at)}</time> {wordsOf(act, work.acts)} · {act.by.name}
            {[act.done, act.note].map((text) => (text === null ? null : <small key={text}> {text}</small>))}
          </li>
        ))}
        <li>
          <time>{at(work.reportedAt)}</time> {t("rs.act-opened")} · {work.reportedBy.name}
        </li>
      </ol>
    </section>
  );
}

export function wordsOf(act: ResponseActAnswer, acts: readonly ResponseActAnswer[]): string {
  const { kind, step } = act;
  if (kind === "tick")
    return step === null ? "" : t("rs.act-tick", { number: step.at + 1, result: t(`rs.${step.result}`) });
  const said = blockingWords(act, acts);
  return said.length === 0 ? t(`rs.act-${kind}`) : said.map((one) => t(`rs.act-${one}`)).join(" · ");
}
