import { useState } from "preact/hooks";
import type { SeriesName } from "../../../../edge/contracts/quality/quality.ts";
import { isReturnFor } from "../../data/signing-return.ts";
import { t } from "../../i18n/language.ts";
import { Signatures } from "../../panels/trace/signatures.tsx";

interface Props {
  readonly series: SeriesName;
  readonly version: number;
}

/** People's signatures under the limits in force; open by themselves after a return from the provider. */
export function LimitsSignatures({ series: { plan, machine }, version }: Props) {
  const id = `${plan}/${machine}/${version}`;
  const [isOpen, setOpen] = useState(() => isReturnFor({ kind: "limits", id }));
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("spc.signatures", { version })}</summary>
      {isOpen ? <Signatures kind="limits" id={id} whyNot={null} /> : null}
    </details>
  );
}
