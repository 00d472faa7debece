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

interface TextFieldProps {
  readonly name: string;
  readonly value: string;
  readonly most: number;
  readonly onSet: (value: string) => void;
}

/** A line of text that must not be empty, of at most `most` characters. */
export function TextField({ name, value, most, onSet }: TextFieldProps) {
  return (
    <Field name={name}>
      {(id) => (
        <input
          id={id}
          type="text"
          required
          maxLength={most}
          value={value}
          onInput={(event) => onSet(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
