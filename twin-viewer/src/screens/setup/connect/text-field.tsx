import type { Signal } from "@preact/signals";

interface TextFieldProps {
  readonly of: Signal<string>;
  readonly label: string;
  readonly isWide?: boolean;
  readonly isShort?: boolean;
  readonly placeholder?: string;
}

/** One line of text that a signal keeps. */
export function TextField({ of, label, isWide = false, isShort = false, placeholder }: TextFieldProps) {
  return (
    <label class={`setup-label${isWide ? " is-wide" : ""}`}>
      {label}
      <input
        type="text"
        class={isShort ? "setup-short" : ""}
        spellcheck={false}
        autocomplete="off"
        value={of.value}
        {...(placeholder === undefined ? {} : { placeholder })}
        onInput={(event) => (of.value = event.currentTarget.value)}
      />
    </label>
  );
}
