import type { ComponentChildren } from "preact";

interface ScrolledProps {
  readonly label: string;
  /** Classes of what scrolls, and of the table in it. */
  readonly frame?: string;
  readonly looks?: string;
  readonly children: ComponentChildren;
}

/** A table that scrolls by itself where it is wider than the screen, by keys too. */
export function ScrolledTable({ label, frame = "scroll-table", looks = "table", children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone.
    <section class={frame} tabIndex={0} aria-label={label}>
      <table class={looks}>{children}</table>
    </section>
  );
}
