import type { Island } from "../../../../../edge/contracts/production/islands.ts";
import { type IslandPreviewAnswer, previewIslands } from "../../../data/islands-api.ts";
import { type Question, useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";

const REFRESH_MS = 10_000;
const MOST_MOVES = 12;
const NOTHING: IslandPreviewAnswer = { problems: [], moves: [] };

/** What the edge says of the islands that a person has arranged. */
export function usePreview(draft: readonly Island[], isSame: boolean): Question<IslandPreviewAnswer> {
  return useQuestion(
    `preview of islands ${JSON.stringify(draft)}`,
    async () => (isSame ? NOTHING : await previewIslands(draft)),
    REFRESH_MS,
  );
}

export function Preview({ question, isSame }: { question: Question<IslandPreviewAnswer>; isSame: boolean }) {
  const { answer, failure } = question;
  return (
    <section class="islands-preview" aria-live="polite" aria-label={t("islands.preview")}>
      <h3>{t("islands.preview")}</h3>
      {isSame ? <p class="empty">{t("islands.nothing")}</p> : null}
      {answer === undefined && failure === undefined ? <p>{t("islands.judging")}</p> : null}
      {failure === undefined ? null : <p role="alert">{t("islands.not-judged", { reason: failure })}</p>}
      {answer === undefined ? null : <Found answer={answer} />}
    </section>
  );
}

function Found({ answer: { problems, moves } }: { answer: IslandPreviewAnswer }) {
  const list = (machines: readonly string[]): string => machines.join(", ") || t("islands.no-machine");
  return (
    <>
      {problems.length === 0 ? null : (
        <div class="islands-problems" role="alert">
          <strong>{t("islands.impossible")}</strong>
          <ul>
            {problems.map(({ island, key, entry, message, remedy }) => (
              <li key={`${island} ${key} ${entry} ${message.en}`}>
                {local(message)} — {local(remedy)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <ul class="islands-moves">
        {moves.slice(0, MOST_MOVES).map(({ variant, step, before, after, pieces, here }) => (
          <li key={`${variant} ${step}`}>
            {t("islands.move", { variant, step, before: list(before), after: list(after) })}
            {pieces === 0 ? null : <span class="card-note"> · {t("islands.pieces", { n: pieces, here })}</span>}
          </li>
        ))}
        {moves.length > MOST_MOVES ? <li>{t("islands.more", { n: moves.length - MOST_MOVES })}</li> : null}
      </ul>
    </>
  );
}
