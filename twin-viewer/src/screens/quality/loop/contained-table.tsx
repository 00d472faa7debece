import { useState } from "preact/hooks";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import type { ContainedAnswer } from "../../../data/loop-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { PieceLink } from "./piece-link.tsx";

const FIRST = 12;

interface TableProps {
  readonly pieces: readonly ContainedAnswer[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Contained pieces, those that nobody judged first. */
export function ContainedTable({ pieces, chosen, onChoose }: TableProps) {
  const [isWhole, setWhole] = useState(false);
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const shown = pieces.slice(0, isWhole ? pieces.length : FIRST);
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  const toggle = (piece: string) => {
    const next = new Set(chosen);
    if (!next.delete(piece)) next.add(piece);
    onChoose(next);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
      <section class="spc-scroll" tabIndex={0} aria-label={t("loop.contain")}>
        <table class="table">
          <thead>
            <tr>
              <td />
              <th>{t("loop.piece")}</th>
              <th>{t("loop.verdict")}</th>
              <th>{t("loop.place")}</th>
              <th>{t("loop.decision")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ piece, verdict, judgedAt, place, since, disposition }) => (
              <tr key={piece}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={t("loop.choose", { piece })}
                    checked={chosen.has(piece)}
                    onChange={() => toggle(piece)}
                  />
                </td>
                <td>
                  <PieceLink piece={piece} />
                </td>
                <td>
                  {t(`loop.verdict-${verdict}`)} {judgedAt === null ? null : <small>{at(judgedAt)}</small>}
                </td>
                <td>
                  {place ?? <span class="unknown">{t("loop.place-none")}</span>}{" "}
                  {since === null ? null : <small>{t("loop.since", { time: at(since) })}</small>}
                </td>
                <td>
                  {disposition === null ? (
                    <span class="unknown">{t("loop.decision-none")}</span>
                  ) : (
                    <>
                      <strong>{t(`loop.is-${disposition.what}`)}</strong>{" "}
                      <small>
                        {t("loop.decided-by", { name: disposition.by, reason: disposition.reason })}
                        {disposition.at === null ? "" : ` · ${at(disposition.at)}`}
                      </small>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pieces.length > shown.length ? (
        <button type="button" class="link spc-more" onClick={() => setWhole(true)}>
          {t("loop.list-more", { count: pieces.length - shown.length })}
        </button>
      ) : null}
    </>
  );
}
