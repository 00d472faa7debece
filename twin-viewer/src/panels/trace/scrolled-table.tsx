import type { ComponentChildren } from "preact";

/** A table that scrolls by itself where it is wider than the screen, by keys too. */
export function ScrolledTable({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone.
    <section class="trace-scroll" tabIndex={0} aria-label={label}>
      <table class="table">{children}</table>
    </section>
  );
}
