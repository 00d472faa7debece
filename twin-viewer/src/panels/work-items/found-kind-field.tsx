import { fetchLife, type WorkItemAnswer } from "../../data/maintenance-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { Field } from "./field.tsx";

/** Kinds of faults change with the config alone. */
const REFRESH_MS = 3_600_000;

interface FoundKindProps {
  readonly item: WorkItemAnswer;
  readonly value: string;
  readonly onSet: (kind: string) => void;
}

/** The kind of fault that was found, of those that health distinguishes in the component. */
export function FoundKindField({ item: { assetUid, component }, value, onSet }: FoundKindProps) {
  const place = component ?? "";
  const { answer } = useQuestion(`kinds ${assetUid} ${place}`, () => fetchLife(assetUid, place), REFRESH_MS);
  if (answer === undefined || answer.kinds.length === 0) return null;
  return (
    <Field name={t("work.found-kind")}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onSet(event.currentTarget.value)}>
          <option value="">{t("work.found-kind-none")}</option>
          {answer.kinds.map(({ kind, name }) => (
            <option key={kind} value={kind}>
              {local(name)}
            </option>
          ))}
          <option value="none">{t("work.found-kind-nothing")}</option>
        </select>
      )}
    </Field>
  );
}
