import type { ComponentChildren } from "preact";

interface FileButtonProps {
  /** Endings: `.xlsx`. */
  readonly accept: string;
  readonly isBlocked: boolean;
  /** Why it is blocked; empty where that shows. */
  readonly why?: string;
  readonly onFile: (file: File) => void;
  readonly children: ComponentChildren;
}

/** A button that lets a person choose a file. */
export function FileButton({ accept, isBlocked, why = "", onFile, children }: FileButtonProps) {
  return (
    <label class={`button small file-button${isBlocked ? " is-disabled" : ""}`} {...(why === "" ? {} : { title: why })}>
      {children}
      <input
        class="visually-hidden"
        type="file"
        accept={accept}
        disabled={isBlocked}
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file !== undefined) onFile(file);
          // The same file can be chosen again after it was corrected.
          input.value = "";
        }}
      />
    </label>
  );
}
