import type { ComponentChildren } from "preact";
import { type Asked, whyNot } from "../data/may.ts";

interface ActButtonProps {
  /** What the act takes; a refusal is said before somebody tries. */
  readonly asks: Asked;
  /** Name for screen readers, where the text alone does not say which thing is meant. */
  readonly name?: string;
  readonly class?: string;
  readonly type?: "button" | "submit";
  /** Nothing to do just now, such as while an answer is awaited. */
  readonly disabled?: boolean;
  readonly onAct?: () => void;
  readonly children: ComponentChildren;
}

/**
 * A button that does something to the plant or the edge. Where its user may not, it stays in reach of keys and screen
 * readers and says why: a button that is simply dead says nothing.
 */
export function ActButton(props: ActButtonProps) {
  const { asks, name, class: looks = "button small", type = "button", disabled = false, onAct, children } = props;
  const reason = whyNot(asks);
  return (
    <button
      type={type}
      class={looks}
      {...(name === undefined ? {} : { "aria-label": name })}
      {...(reason === null ? { disabled } : { "aria-disabled": true, title: reason })}
      onClick={(event) => {
        if (reason === null) onAct?.();
        else event.preventDefault();
      }}
    >
      {children}
    </button>
  );
}
