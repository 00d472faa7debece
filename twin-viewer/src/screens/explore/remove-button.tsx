import { wordsOf } from "../../data/api.ts";
import { type Collection, deleteRecord, type EntryOf } from "../../data/explore-api.ts";
import { t } from "../../i18n/language.ts";

interface RemoveProps<Name extends Collection> {
  readonly of: Name;
  readonly entry: EntryOf<Name>;
  readonly name: string;
  readonly onRemoved: () => void;
  readonly onFailure: (reason: string) => void;
}

/** Removes a saved record; absent for those who may not. */
export function RemoveButton<Name extends Collection>({ of, entry, name, onRemoved, onFailure }: RemoveProps<Name>) {
  if (!entry.mayChange) return null;
  const remove = () => void deleteRecord(of, entry).then(onRemoved, (error: unknown) => onFailure(wordsOf(error)));
  return (
    <button type="button" class="button small" aria-label={t("explore.delete", { name })} onClick={remove}>
      ×
    </button>
  );
}
