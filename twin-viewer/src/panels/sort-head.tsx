import type { ComponentChildren } from "preact";

interface SortHeadProps {
  /** Whether the table is sorted by this column, and which way. */
  readonly isSorted: boolean;
  readonly isDown: boolean;
  readonly onSort: () => void;
  readonly class?: string;
  /** What a press does, for the pointer. */
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** The head of a column that sorts its table. */
export function SortHead({ isSorted, isDown, onSort, class: kind = "", title, children }: SortHeadProps) {
  return (
    <th class={kind} aria-sort={isSorted ? (isDown ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" {...(title === undefined ? {} : { title })} onClick={onSort}>
        {children}
        <span class="sort-way" aria-hidden="true">
          {isSorted ? (isDown ? "▼" : "▲") : ""}
        </span>
      </button>
    </th>
  );
}
