import { fetchDue } from "../../data/due-api.ts";
import type { WorkItemAnswer } from "../../data/maintenance-api.ts";
import { fetchSpares, type SpareAnswer } from "../../data/spares-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";

const REFRESH_MS = 60_000;
const MOST_QUANTITY = 10_000;
/** Parts that one finish takes. */
const MOST_PARTS = 50;
/** Due entries of one asset that are looked through for what the work needs. */
const MOST_DUE = 100;

/** A spare part that was used, by its number. */
export interface UsedPart {
  readonly part: string;
  readonly quantity: number;
}

interface PartsFieldProps {
  readonly item: WorkItemAnswer;
  readonly parts: readonly UsedPart[];
  readonly onSet: (parts: readonly UsedPart[]) => void;
}

/** Spare parts that the work used, one row each; nothing where the plant keeps none. */
export function PartsField({ item, parts, onSet }: PartsFieldProps) {
  const spares = useQuestion("spares", fetchSpares, REFRESH_MS).answer ?? [];
  const needed = useQuestion(`needs ${item.itemUid}`, () => neededBy(item), REFRESH_MS).answer ?? [];
  if (spares.length === 0) return null;
  // What the plan needs is proposed, so that one click takes it over.
  const next = needed.find(({ part }) => !parts.some((used) => used.part === part)) ?? { part: "", quantity: 1 };
  return (
    <fieldset class="field used-parts">
      <legend>{t("spares.used")}</legend>
      {parts.map((used, at) => (
        <Row
          key={`part ${at}`}
          n={at + 1}
          used={used}
          spares={spares}
          onChange={(changed) => onSet(parts.with(at, changed))}
          onRemove={() => onSet(parts.toSpliced(at, 1))}
        />
      ))}
      {parts.length >= MOST_PARTS ? null : (
        <button type="button" class="button small" onClick={() => onSet([...parts, next])}>
          {t("spares.add")}
        </button>
      )}
    </fieldset>
  );
}

/** Parts that the plan of the work names, or that fit the component that a prediction is about. */
async function neededBy({ itemUid, assetUid }: WorkItemAnswer): Promise<readonly UsedPart[]> {
  const { entries } = await fetchDue(MOST_DUE, assetUid);
  const parts = entries.find(({ work }) => work?.itemUid === itemUid)?.parts ?? [];
  return parts.map(({ part, quantity }) => ({ part, quantity }));
}

interface RowProps {
  readonly n: number;
  readonly used: UsedPart;
  readonly spares: readonly SpareAnswer[];
  readonly onChange: (used: UsedPart) => void;
  readonly onRemove: () => void;
}

function Row({ n, used, spares, onChange, onRemove }: RowProps) {
  return (
    <div class="used-part">
      <select
        aria-label={t("spares.used-part", { n })}
        value={used.part}
        onChange={(event) => onChange({ ...used, part: event.currentTarget.value })}
      >
        <option value="">{t("spares.used-none")}</option>
        {spares.map(({ part, name, onHand }) => (
          <option key={part} value={part}>
            {local(name)} · {part} · {t("due.on-hand", { count: onHand })}
          </option>
        ))}
      </select>
      <input
        type="number"
        aria-label={t("spares.used-quantity", { n })}
        min={1}
        max={MOST_QUANTITY}
        value={used.quantity}
        onInput={(event) => {
          const quantity = Math.round(event.currentTarget.valueAsNumber || 1);
          onChange({ ...used, quantity: Math.min(MOST_QUANTITY, Math.max(1, quantity)) });
        }}
      />
      <button type="button" class="button small icon" aria-label={t("spares.remove", { n })} onClick={onRemove}>
        ×
      </button>
    </div>
  );
}
