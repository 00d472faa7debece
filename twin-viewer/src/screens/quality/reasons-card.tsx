import { type EntriesAnswer, fetchEntries } from "../../data/entries-api.ts";
import { formatDuration, formatNumber, formatRatio } from "../../data/format.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";

const REFRESH_MS = 60_000;
const DAYS = 7;
const DAY_MS = 86_400_000;
const MOST_ROWS = 12;
const MOST_NAMED = 4;

/** Why pieces were scrapped or sent to rework, most pieces first, and how many have no reason. */
export function ReasonsCard() {
  const atMs = askedAtMs();
  const question = useQuestion(
    `entries ${atMs ?? "now"}`,
    () => {
      const toMs = atMs ?? edgeNowMs();
      return fetchEntries(toMs - DAYS * DAY_MS, toMs);
    },
    REFRESH_MS,
  );
  const { answer } = question;
  if (answer?.sums.length === 0 && answer.unexplained.length === 0) return null;
  return (
    <section class="card" aria-label={t("entries.title")}>
      <div class="card-head">
        <h2>{t("entries.title")}</h2>
      </div>
      <p class="answer-note">{t("entries.note", { days: DAYS })}</p>
      <AnswerNote question={question} isCurrent={answer?.isCurrent} />
      {answer === undefined ? null : answer.sums.length === 0 ? (
        <p class="empty">{t("entries.none")}</p>
      ) : (
        <Pareto sums={answer.sums} />
      )}
      {answer === undefined || answer.unexplained.length === 0 ? null : <Unexplained of={answer.unexplained} />}
    </section>
  );
}

function Pareto({ sums }: Pick<EntriesAnswer, "sums">) {
  const all = sums.reduce((sum, { count }) => sum + count, 0);
  const most = sums[0]?.count ?? 1;
  let upTo = 0;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
      <section class="spc-scroll" tabIndex={0} aria-label={t("entries.reason")}>
        <table class="table">
          <thead>
            <tr>
              <th>{t("entries.reason")}</th>
              <th>{t("entries.station")}</th>
              <th class="is-number">{t("entries.pieces")}</th>
              <th class="is-number">{t("entries.share")}</th>
              <th class="is-number">{t("entries.lost")}</th>
            </tr>
          </thead>
          <tbody>
            {sums.slice(0, MOST_ROWS).map(({ kind, station, reason, name, count, lostS }) => {
              upTo += count;
              return (
                <tr key={`${kind} ${station} ${reason}`}>
                  <td>
                    {name === null ? reason : local(name)} <small>{t(`entries.${kind}`)}</small>
                  </td>
                  <td>{station}</td>
                  <td class="is-number">
                    {formatNumber(count, 0)}
                    <span class="cost-stack" aria-hidden="true">
                      <span class="is-quality" style={{ width: `${(100 * count) / most}%` }} />
                    </span>
                  </td>
                  <td class="is-number">{formatRatio(upTo / all)}</td>
                  <td class="is-number">{lostS === null ? "—" : formatDuration(lostS)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {sums.length > MOST_ROWS ? (
        <p class="room-advisory">{t("entries.more", { count: sums.length - MOST_ROWS })}</p>
      ) : null}
    </>
  );
}

function Unexplained({ of }: { of: EntriesAnswer["unexplained"] }) {
  const named = of
    .toSorted((a, b) => b.reported - b.explained - (a.reported - a.explained))
    .slice(0, MOST_NAMED)
    .map(({ station, kind, reported, explained }) =>
      t("entries.unexplained-one", {
        station,
        kind: t(`entries.${kind}`),
        count: reported - explained,
        all: reported,
      }),
    );
  if (of.length > MOST_NAMED) named.push(t("entries.rest", { count: of.length - MOST_NAMED }));
  return <p class="room-advisory">{t("entries.unexplained", { list: named.join(t("list.separator")) })}</p>;
}
