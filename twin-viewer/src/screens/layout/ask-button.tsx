import "../../i18n/forecasts-catalogue.ts";
import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { fetchForecastChoices } from "../../data/forecast-api.ts";
import { openForecast, openStudy } from "../../data/forecast-link.ts";
import { screen } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { draftFrom, MOST_CHANGES, USUAL_HOURS, USUAL_RUNS, USUAL_SEED } from "../forecast/draft.ts";
import { draft, isChanged, layout } from "./editor.ts";
import { hasMore, movesOf } from "./question-of.ts";

/** Asks What-if about the moves of the unsaved draft. `onNote`: why it cannot be asked; empty: nothing to say. */
export function AskButton({ onNote }: { onNote: (text: string) => void }) {
  const [isAsking, setAsking] = useState(false);
  /** The draft of which it was said that not all of it can be asked. */
  const [told, setTold] = useState<unknown>(null);
  const ask = () => {
    const [before, now] = [layout.value, draft.value];
    if (before === null || now === null) return;
    if (told !== now && hasMore(before, now)) {
      setTold(now);
      onNote(t("layout.ask-more"));
      return;
    }
    setAsking(true);
    onNote("");
    fetchForecastChoices().then(
      ({ plan, problems }) => {
        setAsking(false);
        const changes = movesOf(now, new Map((plan?.spots ?? []).map((spot) => [spot.label, spot])));
        const [problem] = problems;
        if (problem !== undefined) onNote(t("layout.ask-failed", { reason: reasonInWords(problem) }));
        else if (changes.length === 0) onNote(t("layout.ask-nothing"));
        else if (changes.length > MOST_CHANGES)
          onNote(t("layout.ask-many", { count: changes.length, most: MOST_CHANGES }));
        else open(changes);
      },
      (error: unknown) => {
        setAsking(false);
        onNote(t("layout.ask-failed", { reason: reasonInWords(wordsOf(error)) }));
      },
    );
  };
  return (
    <ActButton asks="forecast" disabled={!isChanged.value || isAsking} onAct={ask}>
      {t("layout.ask")}
    </ActButton>
  );
}

/** The draft of the editor stays as it is. */
function open(changes: ReturnType<typeof movesOf>): void {
  const future = { name: t("layout.ask-name"), changes };
  const question = { name: "", hours: USUAL_HOURS, replications: USUAL_RUNS, seed: USUAL_SEED, at: null };
  draftFrom({ ...question, futures: [future] }, []);
  openForecast.value = "";
  openStudy.value = "";
  screen.value = "forecast";
}
