import "../../../i18n/islands-catalogue.ts";
import "./islands.css";
import { useEffect, useState } from "preact/hooks";
import { usePlant } from "../../../data/context.ts";
import { formatAge } from "../../../data/format.ts";
import { fetchIslands, type IslandsAnswer } from "../../../data/islands-api.ts";
import { hasIslandsIn, offerIslands } from "../../../data/islands-now.ts";
import { chooseLayer } from "../../../data/layer-choice.ts";
import { edgeNowMs, layer, moment } from "../../../data/signals.ts";
import { askedAtMs, useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { IslandsDialog } from "./islands-dialog.tsx";
import { makerOf, pendingText } from "./words.ts";

const REFRESH_MS = 3_000;
const MOST_CHANGES = 10;

/** Which machines make which variants, now or then, what is asked for, and the way to change it. */
export function IslandsCard() {
  const atMs = askedAtMs();
  const [asked, setAsked] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const index = usePlant();
  const question = useLastAnswer(
    useQuestion(`islands ${atMs ?? "now"} ${asked}`, () => fetchIslands(atMs), REFRESH_MS),
  );
  const { answer } = question;
  useEffect(() => {
    if (index !== null && answer !== undefined) offerIslands(index, answer);
  }, [index, answer]);
  if (answer === undefined || !hasIslandsIn(answer)) return null;
  return (
    <section class="card islands-card" aria-label={t("islands.title")}>
      <div class="card-head">
        <h2>{t("islands.title")}</h2>
        {layer.value === "islands" ? null : (
          <button type="button" class="button small" onClick={() => chooseLayer("islands")}>
            {t("islands.show")}
          </button>
        )}
        {moment.value === null && !answer.isRecorded ? (
          <button type="button" class="button small" onClick={() => setOpen(true)}>
            {t("islands.change")}
          </button>
        ) : null}
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <InForce answer={answer} />
      {answer.pending === null ? null : (
        <p class={`islands-pending is-${answer.pending.state}`} role="status">
          {pendingText(answer.pending)}
        </p>
      )}
      <Changes changes={answer.changes} />
      {isOpen ? (
        <IslandsDialog
          answer={answer}
          onChanged={() => setAsked((count) => count + 1)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </section>
  );
}

function Changes({ changes }: { changes: IslandsAnswer["changes"] }) {
  const begun = changes.filter(({ at }) => Date.parse(at) <= edgeNowMs());
  if (begun.length === 0) return null;
  return (
    <details>
      <summary>{t("islands.changes")}</summary>
      <ul class="islands-list">
        {begun.slice(0, MOST_CHANGES).map((change) => (
          <li key={change.version}>
            {t("islands.change-line", {
              version: change.version,
              by: makerOf(change),
              age: formatAge(Math.max(0, edgeNowMs() - Date.parse(change.at))),
              state: t(`islands.state-${change.state}`),
            })}
            <span class="card-note">{change.reason ?? ""}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function InForce({ answer: { inForce, plant } }: { answer: IslandsAnswer }) {
  if (inForce.islands.length === 0) return <p class="empty">{t("islands.no-islands")}</p>;
  return (
    <>
      <ul class="islands-list">
        {inForce.islands.map(({ id, name, machines, variants }, at) => (
          <li key={id}>
            <i class={`swatch swatch-island-${at % 6}`} aria-hidden="true" />
            <strong>{local(name)}</strong>
            <span class="card-note">{machines.join(", ")}</span>
            <span>{variants.join(", ") || t("layer.island-no-variants")}</span>
          </li>
        ))}
      </ul>
      <p class="answer-note">
        {inForce.from === null
          ? ""
          : t("islands.since", {
              version: inForce.version,
              age: formatAge(Math.max(0, edgeNowMs() - Date.parse(inForce.from))),
            })}
        {" · "}
        {plant === null ? t("layer.islands-record") : t("layer.islands-plant", { source: plant.source })}
      </p>
    </>
  );
}
