import type { ComponentChildren } from "preact";
import { type CarriedAct, isAtEdge } from "../data/carried.ts";
import { type Asked, whyNot } from "../data/may.ts";

interface ActButtonProps {
  /** The permission of the action; a missing permission shows before the user tries. */
  readonly asks: Asked;
  /** The act on an alert, which a hub carries to the edge. Buttons without one are not there through a hub. */
  readonly act?: CarriedAct | undefined;
  /** Name for screen readers, where the text alone does not name the object. */
  readonly name?: string;
  readonly class?: string;
  readonly type?: "button" | "submit";
  /** Disabled for the moment, such as while an answer is pending. */
  readonly disabled?: boolean;
  readonly onAct?: () => void;
  readonly children: ComponentChildren;
}

/**
 * A button that acts on the plant or the edge. Without the permission it stays reachable by keys and screen readers and
 * gives the reason, which a disabled button could not.
 */
export function ActButton(props: ActButtonProps) {
  const { asks, act, name, class: looks = "button small", type = "button", disabled = false, onAct, children } = props;
  if (act === undefined && !isAtEdge()) return null;
  const reason = whyNot(asks, act);
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
