import type { WorkState } from "../../data/maintenance-api.ts";
import type { InspectionAnswer } from "../../data/safety-api.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { InspectItems } from "../../panels/inspect/inspect-items.tsx";
import { useInspection } from "../../panels/inspect/use-inspection.ts";
import { Failure, useSending } from "../../panels/work-items/sending.tsx";

interface OneProps {
  readonly inspection: InspectionAnswer;
  readonly state: WorkState;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

/** One inspection: its items one below the other, and the button that sends at the end, under the thumb. */
export function InspectOne({ inspection, state, onBack, onDone }: OneProps) {
  const doing = useInspection(inspection, state);
  const { failure, isSending, send } = useSending<unknown>(() => {
    doing.forget();
    onDone();
  });
  const done = doing.ticks.filter(({ result }) => result !== null).length;
  return (
    <form
      class="inspect-one"
      onSubmit={(event) => {
        event.preventDefault();
        send(doing.send);
      }}
    >
      <button type="button" class="button" onClick={onBack}>
        ← {t("inspect.back")}
      </button>
      <h1>{local(inspection.work.title)}</h1>
      <p class="phone-line">{t("inspect.opens")}</p>
      <InspectItems items={inspection.items} doing={doing} />
      <Failure reason={failure} />
      <p class="phone-line">{t("inspect.progress", { done, all: inspection.items.length })}</p>
      <ActButton asks="operate" type="submit" class="button primary inspect-send" disabled={isSending}>
        {t("sr.send")}
      </ActButton>
    </form>
  );
}
