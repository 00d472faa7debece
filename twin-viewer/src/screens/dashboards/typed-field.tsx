import type { TargetedEvent } from "preact";
import { useId, useState } from "preact/hooks";

type Typed = TargetedEvent<HTMLInputElement>;

/** A field whose text counts when it is left. What is typed until then stays, whatever is drawn again meanwhile. */
export function TypedField({
  name,
  type,
  value,
  hint = "",
  onCommit,
}: {
  name: string;
  type: "text" | "number";
  value: string;
  hint?: string;
  onCommit: (text: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const shared = {
    id,
    placeholder: hint,
    value: typed ?? value,
    onInput: (event: Typed) => setTyped(event.currentTarget.value),
    onChange: (event: Typed) => {
      setTyped(null);
      onCommit(event.currentTarget.value);
    },
  };
  return (
    <div class="dash-field">
      <label for={id}>{name}</label>
      {type === "number" ? (
        <input type="number" step="any" {...shared} />
      ) : (
        <input type="text" maxLength={200} {...shared} />
      )}
    </div>
  );
}
