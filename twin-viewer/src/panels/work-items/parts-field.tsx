import { fetchSpares } from "../../data/due-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { Field } from "./field.tsx";

const REFRESH_MS = 60_000;
const MOST = 10_000;

interface PartsFieldProps {
  readonly part: string;
  readonly quantity: number;
  readonly onSet: (set: { readonly part?: string; readonly quantity?: number }) => void;
}

/** The spare part that was used, and how many of it; nothing where the plant keeps none. */
export function PartsField({ part, quantity, onSet }: PartsFieldProps) {
  const spares = useQuestion("spares", fetchSpares, REFRESH_MS).answer ?? [];
  if (spares.length === 0) return null;
  return (
    <>
      <Field name={t("due.used-part")}>
        {(id) => (
          <select id={id} value={part} onChange={(event) => onSet({ part: event.currentTarget.value })}>
            <option value="">{t("due.used-none")}</option>
            {spares.map((spare) => (
              <option key={spare.part} value={spare.part}>
                {local(spare.name)} · {spare.part} · {t("due.on-hand", { count: spare.onHand })}
              </option>
            ))}
          </select>
        )}
      </Field>
      {part === "" ? null : (
        <Field name={t("due.used-quantity")}>
          {(id) => (
            <input
              id={id}
              type="number"
              min={1}
              max={MOST}
              value={quantity}
              onInput={(event) => onSet({ quantity: Math.max(1, Math.round(event.currentTarget.valueAsNumber || 1)) })}
            />
          )}
        </Field>
      )}
    </>
  );
}
