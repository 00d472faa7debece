import { useState } from "preact/hooks";
import { fileName, saveFile } from "../../../charts/save-file.ts";
import { type Failure, failureOf } from "../../../data/problem.ts";
import { language } from "../../../i18n/chosen.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { FileButton } from "../../../panels/file-button.tsx";
import { compareTags, fetchTagSheet } from "../config-api.ts";
import { edits, open, tree } from "../state.ts";
import { SHOWN } from "./arrange.ts";
import { ComparisonView } from "./comparison-view.tsx";
import { ResponseCard } from "./response-card.tsx";
import { allRows, comparison, pickedRows, shown, shownRows, words } from "./state.ts";
import { TagTable } from "./tag-table.tsx";
import { Together } from "./together.tsx";

/** One table of all tags and limits: filtered, sorted, changed one by one, together, or in a spreadsheet. */
export function TagsTab() {
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = (act: () => Promise<void>) =>
    void act().then(
      () => setFailure(null),
      (error: unknown) => setFailure(failureOf(error)),
    );
  if (comparison.value !== null) return <ComparisonView found={comparison.value} />;
  return (
    <div class="setup-tags">
      <div class="setup-bar">
        <input
          class="page-search"
          type="search"
          aria-label={t("setup.filter-tags")}
          placeholder={t("setup.filter-tags")}
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
        <fieldset class="segments" aria-label={t("setup.shown-tags")}>
          {SHOWN.map((one) => (
            <button
              key={one}
              type="button"
              class="segment"
              aria-pressed={shown.value === one}
              onClick={() => (shown.value = one)}
            >
              {t(`setup.shown-${one}`)}
            </button>
          ))}
        </fieldset>
        <output class="setup-count">
          {t("setup.tags-shown", { shown: shownRows.value.length, count: allRows.value.length })}
        </output>
        <Spreadsheet attempt={attempt} />
      </div>
      {failure === null ? null : (
        <p class="failure" role="alert">
          {reasonInWords(failure.reason)}
        </p>
      )}
      <ResponseCard />
      {pickedRows.value.length === 0 ? null : <Together picked={pickedRows.value} />}
      <TagTable rows={shownRows.value} />
      {allRows.value.length === 0 ? <p class="empty">{t("setup.no-tags")}</p> : null}
    </div>
  );
}

/** The table as a workbook, and back. */
function Spreadsheet({ attempt }: { readonly attempt: (act: () => Promise<void>) => void }) {
  const [isBusy, setBusy] = useState(false);
  const doing = (work: () => Promise<void>) =>
    attempt(async () => {
      setBusy(true);
      await work().finally(() => setBusy(false));
    });
  const save = async (): Promise<void> => {
    const day = new Date().toISOString().slice(0, 10);
    saveFile(fileName(["gemba", "tags", day], "xlsx"), await fetchTagSheet(language.value));
  };
  const compare = async (file: File): Promise<void> => {
    const found = await compareTags(file);
    // The edits of the comparison belong to the config that the edge read for it.
    if (found.revision !== tree.value?.revision) await open();
    comparison.value = found;
  };
  const isEdited = edits.value.length > 0;
  return (
    <>
      <button type="button" class="button small" disabled={isBusy} onClick={() => doing(save)}>
        {t("setup.export-tags")}
      </button>
      <FileButton
        accept=".xlsx"
        isBlocked={isBusy || isEdited}
        why={isEdited ? t("setup.compare-blocked") : ""}
        onFile={(file) => doing(() => compare(file))}
      >
        {t(isBusy ? "setup.comparing" : "setup.compare-file")}
      </FileButton>
    </>
  );
}
