import { useState } from "preact/hooks";
import { fileName, saveFile } from "../../../charts/save-file.ts";
import { type Failure, failureOf } from "../../../data/problem.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { FileButton } from "../../../panels/file-button.tsx";
import { fetchProposal, type VersionAnswer } from "../config-api.ts";
import { sectionName, sectionNames } from "../section-names.ts";
import { edits, schema, tree } from "../state.ts";
import { openProposal } from "./state.ts";

/** Changes for another plant, and from another one. */
export function PromoteBar({ versions }: { readonly versions: readonly VersionAnswer[] }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const doing = (act: () => Promise<void>): void => {
    setBusy(true);
    void act()
      .then(
        () => setFailure(null),
        (error: unknown) => setFailure(failureOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <details class="setup-group">
      <summary>{t("setup.promote")}</summary>
      <p class="setup-help">{t("setup.promote-about")}</p>
      <div class="setup-row">
        <FileButton
          accept=".json"
          isBlocked={isBusy || edits.value.length > 0}
          why={edits.value.length > 0 ? t("setup.compare-blocked") : ""}
          onFile={(file) => doing(() => openProposal(file))}
        >
          {t(isBusy ? "setup.comparing" : "setup.compare-proposal")}
        </FileButton>
      </div>
      <ExportForm versions={versions} isBusy={isBusy} doing={doing} />
      {failure === null ? null : (
        <p class="failure" role="alert">
          {reasonInWords(failure.reason)}
        </p>
      )}
    </details>
  );
}

interface ExportProps {
  readonly versions: readonly VersionAnswer[];
  readonly isBusy: boolean;
  readonly doing: (act: () => Promise<void>) => void;
}

function ExportForm({ versions, isBusy, doing }: ExportProps) {
  const [sections, setSections] = useState<ReadonlySet<string>>(new Set());
  const [version, setVersion] = useState("");
  const [note, setNote] = useState("");
  const present = sectionNames(schema.value).filter((name) => Object.hasOwn(tree.value?.values ?? {}, name));
  const choose = (name: string, isOn: boolean): void => {
    const next = new Set(sections);
    if (isOn) next.add(name);
    else next.delete(name);
    setSections(next);
  };
  const save = async (): Promise<void> => {
    const day = new Date().toISOString().slice(0, 10);
    const file = await fetchProposal({ sections: [...sections], version, note: note.trim() });
    saveFile(fileName(["gemba", "proposal", day], "json"), file);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        doing(save);
      }}
    >
      <fieldset class="setup-choices">
        <legend>{t("setup.export-sections")}</legend>
        {present.map((name) => (
          <label key={name} class="page-choice">
            <input
              type="checkbox"
              checked={sections.has(name)}
              onChange={(event) => choose(name, event.currentTarget.checked)}
            />
            {sectionName(name)}
          </label>
        ))}
      </fieldset>
      <div class="setup-row">
        <label class="setup-label">
          {t("setup.export-state")}
          <select value={version} onChange={(event) => setVersion(event.currentTarget.value)}>
            <option value="">{t("setup.state-now")}</option>
            {versions.map(({ id }) => (
              <option key={id} value={id}>
                {t("setup.state-after", { id })}
              </option>
            ))}
          </select>
        </label>
        <label class="setup-label is-wide">
          {t("setup.note")}
          <input type="text" maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button small" disabled={isBusy || sections.size === 0}>
          {t("setup.export-proposal")}
        </button>
      </div>
    </form>
  );
}
