import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A named control of a dialog; the control takes the id. */
export function Field({ name, children }: { name: string; children: (id: string) => ComponentChildren }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children(id)}
    </div>
  );
}
