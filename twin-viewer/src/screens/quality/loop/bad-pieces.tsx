import { useState } from "preact/hooks";
import { usePlant } from "../../../data/context.ts";
import { formatMoment } from "../../../data/format.ts";
import { fetchBadPieces, type ParetoAsked } from "../../../data/loop-api.ts";
import { openDefect } from "../../../data/loop-focus.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { PieceLink } from "./piece-link.tsx";

const REFRESH_MS = 30_000;

/** The bad pieces behind the Pareto, asked for when they are shown. */
export function BadPieces({ asked }: { asked: ParetoAsked }) {
  const [isShown, setShown] = useState(false);
  return (
    <details class="loop-pieces" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{t("loop.pieces-title")}</summary>
      {isShown ? <List asked={asked} /> : null}
    </details>
  );
}

function List({ asked: { variant, area, days } }: { asked: ParetoAsked }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const atMs = askedAtMs();
  // A page that an alert opened has hyphens in its key; then all pieces are listed.
  const key = openDefect.value?.includes(" ") === true ? openDefect.value : "";
  const question = useQuestion(
    `bad pieces ${key} ${variant} ${area} ${days} ${atMs ?? "now"}`,
    () => fetchBadPieces({ key, variant, area, days }, atMs),
    REFRESH_MS,
  );
  const { answer } = question;
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
          <section class="spc-scroll" tabIndex={0} aria-label={t("loop.pieces-title")}>
            <table class="table">
              <thead>
                <tr>
                  <th>{t("loop.piece")}</th>
                  <th>{t("loop.judged-at")}</th>
                  <th>{t("loop.defect")}</th>
                  <th>{t("loop.station")}</th>
                  <th>{t("loop.variant")}</th>
                </tr>
              </thead>
              <tbody>
                {answer.pieces.map((one) => (
                  <tr key={`${one.piece} ${one.key}`}>
                    <td>
                      <PieceLink piece={one.piece} />
                    </td>
                    <td>{one.judgedAt === null ? "—" : formatMoment(Date.parse(one.judgedAt), zone)}</td>
                    <td>{one.key}</td>
                    <td>{one.station === "" ? t("loop.unnamed") : one.station}</td>
                    <td>{one.variant === "" ? t("loop.unnamed") : one.variant}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {answer.count > answer.pieces.length ? (
            <p class="room-advisory">{t("loop.pieces-more", { count: answer.count - answer.pieces.length })}</p>
          ) : null}
        </>
      )}
    </>
  );
}
