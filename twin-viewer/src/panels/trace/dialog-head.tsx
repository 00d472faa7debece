import type { ComponentChildren } from "preact";
import { t } from "../../i18n/language.ts";

/** Title of a dialog, what stands beside it, and the button that closes it. */
export function DialogHead({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children?: ComponentChildren;
}) {
  return (
    <div class="trace-head">
      <h2>{title}</h2>
      {children}
      <button type="button" class="button small icon" aria-label={t("trace.close")} onClick={onClose}>
        ×
      </button>
    </div>
  );
}
