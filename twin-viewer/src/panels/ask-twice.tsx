import { useEffect, useRef, useState } from "preact/hooks";
import type { Asked } from "../data/may.ts";
import { ActButton } from "./act-button.tsx";

interface AskTwiceProps {
  readonly asks: Asked;
  readonly text: string;
  /** Name for screen readers, with what is deleted. */
  readonly name: string;
  readonly question: string;
  /** Of the button that answers it. */
  readonly sure: string;
  /** Of the button that leaves everything as it is. */
  readonly keep: string;
  readonly onAct: () => void;
}

/** What is everybody's is deleted only when asked once more. Escape keeps it. */
export function AskTwice({ asks, text, name, question, sure, keep, onAct }: AskTwiceProps) {
  const [isAsking, setAsking] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // The question itself, not its button: a key that is held down must not answer it.
    if (isAsking) place.current?.focus();
    else if (wasAsking.current) place.current?.querySelector("button")?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const leave = () => setAsking(false);
  if (!isAsking)
    return (
      <span ref={place}>
        <ActButton asks={asks} name={name} onAct={() => setAsking(true)}>
          {text}
        </ActButton>
      </span>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a row of buttons
    <span
      class="ask-twice"
      role="group"
      aria-label={question}
      tabIndex={-1}
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        leave();
      }}
    >
      <span>{question}</span>
      <ActButton asks={asks} onAct={onAct}>
        {sure}
      </ActButton>
      <button type="button" class="button small" onClick={leave}>
        {keep}
      </button>
    </span>
  );
}
