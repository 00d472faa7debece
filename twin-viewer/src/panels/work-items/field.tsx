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
  readonly isNeeded?: boolean;
  readonly onSet: (value: string) => void;
}

/** A line of text of at most `most` characters; it must not be empty unless it is not needed. */
export function TextField({ name, value, most, isNeeded = true, onSet }: TextFieldProps) {
  return (
    <Field name={name}>
      {(id) => (
        <input
          id={id}
          type="text"
          required={isNeeded}
          maxLength={most}
          value={value}
          onInput={(event) => onSet(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
