import { useState } from "preact/hooks";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { type ComponentAnswer, reportWork, type WorkItemAnswer } from "../../data/maintenance-api.ts";
import { keepChanged, MOST_TITLE, type Reporting } from "../../data/maintenance-focus.ts";
import { newUid } from "../../data/new-uid.ts";
import { liveNowMs } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { local, t } from "../../i18n/language.ts";
import { TextField } from "./field.tsx";
import { useSending } from "./sending.tsx";

/** A work item about a component, titled with the most likely fault. */
export function reportingOf({ assetUid, component, name, hypotheses, alertUid }: ComponentAnswer): Reporting {
  const [best] = hypotheses;
  const title = best === undefined ? name : { zh: `${name.zh}：${best.name.zh}`, en: `${name.en}: ${best.name.en}` };
  return { assetUid, component, title, ...(alertUid === null ? {} : { cause: alertUid }) };
}

/** The form of a new work item: its title, and the sending of it. */
export function useWorkReport(asked: Reporting | null) {
  const [title, setTitle] = useState(asked === null ? "" : local(asked.title));
  const [uid] = useState(newUid);
  const [isDone, setDone] = useState(false);
  const { failure, isSending, send } = useSending<WorkItemAnswer>((item) => {
    keepChanged(item, liveNowMs());
    setDone(true);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (asked === null) return;
    const { assetUid, component, cause } = asked;
    send(() =>
      reportWork({
        itemUid: uid,
        assetUid,
        title: titleOf(title.trim(), asked.title),
        ...(component === "" ? {} : { component }),
        ...(cause === undefined ? {} : { cause }),
      }),
    );
  };
  return { title, setTitle, isDone, failure, isBlocked: isSending || title.trim() === "", submit };
}

/** Both languages as long as nobody wrote another text. */
function titleOf(typed: string, proposed: LocalizedText): Partial<LocalizedText> {
  return typed === local(proposed) ? proposed : { [language.value]: typed };
}

export function TitleField({ title, setTitle }: Pick<ReturnType<typeof useWorkReport>, "title" | "setTitle">) {
  return <TextField name={t("work.title-field")} value={title} most={MOST_TITLE} onSet={setTitle} />;
}
