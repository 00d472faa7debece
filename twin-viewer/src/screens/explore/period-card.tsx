import { useEffect, useState } from "preact/hooks";
import type { PeriodRule } from "../../../../edge/contracts/explore/period.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { type EntryOf, fetchPeriods, fetchSaved, type PeriodsAnswer, saveRecord } from "../../data/explore-api.ts";
import { formatAge, formatMoment } from "../../data/format.ts";
import { newUid } from "../../data/new-uid.ts";
import { t } from "../../i18n/language.ts";
import { fixed, tagOf } from "./board.ts";
import { Letters } from "./formula-card.tsx";
import { expressionOf, lettered } from "./letters.ts";
import { sayValue } from "./names.ts";
import { board, change, loaded, periods, shownSpan } from "./state.ts";
import { Swatch } from "./swatch.tsx";

type Definition = EntryOf<"period-definitions">;

const MOST_COMPARED = 6;

/** Times at which an expression holds, such as batches and stops: found, listed, shown, and laid over each other. */
export function PeriodCard() {
  const [answer, setAnswer] = useState<PeriodsAnswer | null>(null);
  const [failure, setFailure] = useState("");
  const find = async (rule: PeriodRule, figures: readonly string[]) => {
    try {
      const found = await fetchPeriods(rule, shownSpan.value, figures);
      setAnswer(found);
      setFailure("");
      periods.value = found.periods.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
    } catch (error) {
      setFailure(wordsOf(error));
    }
  };
  if (lettered(board.value.curves).length === 0) return null;
  return (
    <details class="card">
      <summary>{t("explore.periods")}</summary>
      <Letters />
      <PeriodForm onFind={find} onFailure={setFailure} />
      {failure === "" ? null : (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {answer === null ? null : <PeriodList answer={answer} />}
    </details>
  );
}

function PeriodForm({
  onFind,
  onFailure,
}: {
  onFind: (rule: PeriodRule, figures: readonly string[]) => Promise<void>;
  onFailure: (reason: string) => void;
}) {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [least, setLeast] = useState("60");
  const [definitions, setDefinitions] = useState<readonly Definition[]>([]);
  const read = () =>
    void fetchSaved("period-definitions").then(setDefinitions, (error: unknown) => onFailure(wordsOf(error)));
  useEffect(read, []);
  const figures = board.value.curves.flatMap((curve) => tagOf(curve) ?? []).slice(0, 20);
  const find = async () => {
    const rule = { expression: expressionOf(text, board.value.curves), leastSeconds: Math.max(0, Number(least) || 0) };
    if (name.trim() !== "") {
      try {
        await saveRecord("period-definitions", newUid(), {
          scope: "plant",
          content: { name: name.trim(), rule, figures },
        });
        setName("");
        read();
      } catch (error) {
        onFailure(wordsOf(error));
        return;
      }
    }
    await onFind(rule, figures);
  };
  return (
    <>
      {definitions.length === 0 ? null : (
        <p class="explore-form">
          {definitions.map(({ uid, content }) => (
            <button
              key={uid}
              type="button"
              class="button small"
              onClick={() => void onFind(content.rule, content.figures)}
            >
              {content.name}
            </button>
          ))}
        </p>
      )}
      <form
        class="explore-form"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <input
          class="explore-input explore-wide"
          required
          maxLength={500}
          aria-label={t("explore.period-text")}
          placeholder={t("explore.period-text")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <label class="page-choice">
          {t("explore.period-least")}
          <input
            class="explore-input explore-short"
            type="number"
            min="0"
            value={least}
            onInput={(event) => setLeast(event.currentTarget.value)}
          />
        </label>
        <input
          class="explore-input"
          maxLength={120}
          aria-label={t("explore.period-name")}
          placeholder={t("explore.period-name")}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="button small">
          {t(name.trim() === "" ? "explore.period-find" : "explore.period-save")}
        </button>
      </form>
    </>
  );
}

function PeriodList({ answer: { periods: found, isCut } }: { answer: PeriodsAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <>
      <p class="card-note">{t(isCut ? "explore.periods-cut" : "explore.periods-found", { count: found.length })}</p>
      <div class="explore-periods">
        <table class="table">
          <thead>
            <tr>
              <th>{t("explore.period-begin")}</th>
              <th>{t("explore.period-length")}</th>
              <th>{t("explore.period-alerts")}</th>
              <th>
                <span class="visually-hidden">{t("explore.compare")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((period) => {
              const [fromMs, toMs] = [Date.parse(period.from), Date.parse(period.to)];
              const begin = formatMoment(fromMs, zone);
              return (
                <tr key={period.from}>
                  <td>
                    <button
                      type="button"
                      class="link"
                      onClick={() => change((before) => ({ ...before, span: fixed({ fromMs, toMs }) }))}
                    >
                      {period.isOpenBefore ? "≤ " : ""}
                      {begin}
                      {period.split === null ? "" : ` · ${period.split}`}
                    </button>
                    <Means figures={period.figures} />
                  </td>
                  <td>{formatAge(period.seconds * 1000)}</td>
                  <td>{period.alerts}</td>
                  <td>
                    <button
                      type="button"
                      class="button small"
                      aria-label={t("explore.period-compare", { name: begin })}
                      onClick={() => layOver({ fromMs, toMs }, begin)}
                    >
                      ⧉
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The mean of each shown curve in a period. */
function Means({ figures }: Pick<PeriodsAnswer["periods"][number], "figures">) {
  const shown = board.value.curves.flatMap((curve) => {
    const mean = figures.find(({ tag }) => tag === tagOf(curve))?.mean;
    return typeof mean === "number" ? [{ curve, mean }] : [];
  });
  return (
    <span class="explore-means">
      {shown.map(({ curve, mean }) => (
        <span key={curve.id}>
          <Swatch slot={curve.slot} /> {sayValue(mean, loaded.value.curves.get(curve.id))}
        </span>
      ))}
    </span>
  );
}

/** Lays a period over the shown time, from the beginning of both. */
function layOver({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }, name: string): void {
  const anchorMs = shownSpan.value.fromMs;
  change((before) => ({
    ...before,
    compare: [...before.compare, { kind: "aligned" as const, fromMs, toMs, anchorMs, name }].slice(-MOST_COMPARED),
  }));
}
