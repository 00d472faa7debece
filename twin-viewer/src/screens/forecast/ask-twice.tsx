import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";

interface AskTwiceProps {
  readonly text: string;
  /** Name for screen readers, with what is deleted. */
  readonly name: string;
  readonly question: string;
  /** Of the button that answers it. */
  readonly sure: string;
  readonly onAct: () => void;
}

/** A forecast is everybody's, so its end is asked once more. Escape keeps it. */
export function AskTwice({ text, name, question, sure, onAct }: AskTwiceProps) {
  const [isAsking, setAsking] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // The question itself, not its button: a key that is held down must not answer it.
    if (isAsking) place.current?.focus();
    else if (wasAsking.current) place.current?.querySelector("button")?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const keep = () => setAsking(false);
  if (!isAsking)
    return (
      <span ref={place}>
        <ActButton asks="forecast" name={name} onAct={() => setAsking(true)}>
          {text}
        </ActButton>
      </span>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a row of buttons
    <span
      class="forecast-sure"
      role="group"
      aria-label={question}
      tabIndex={-1}
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        keep();
      }}
    >
      <span>{question}</span>
      <ActButton asks="forecast" onAct={onAct}>
        {sure}
      </ActButton>
      <button type="button" class="button small" onClick={keep}>
        {t("forecast.keep")}
      </button>
    </span>
  );
}
