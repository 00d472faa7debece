import type { ComponentChildren } from "preact";
import { t } from "../../i18n/language.ts";

interface ColumnProps {
  readonly name: string;
  /** Items of the step, also those that are not shown. */
  readonly count: number;
  readonly children: ComponentChildren;
}

/** A column of a board of work: the step in which its items wait, and how many there are. */
export function BoardColumn({ name, count, children }: ColumnProps) {
  return (
    <section class="work-column" aria-label={name}>
      <h3>
        {name} <small>{count}</small>
      </h3>
      {count === 0 ? <p class="empty">{t("work.none")}</p> : null}
      {children}
    </section>
  );
}
