import { useState } from "preact/hooks";
import type { SeriesName } from "../../../../edge/contracts/quality/quality.ts";
import { t } from "../../i18n/language.ts";
import { Signatures } from "../../panels/trace/signatures.tsx";

interface Props {
  readonly series: SeriesName;
  readonly version: number;
}

/** People's signatures under the limits in force; they are asked for when they are opened. */
export function LimitsSignatures({ series: { plan, machine }, version }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("spc.signatures", { version })}</summary>
      {isOpen ? <Signatures kind="limits" id={`${plan}/${machine}/${version}`} whyNot={null} /> : null}
    </details>
  );
}
