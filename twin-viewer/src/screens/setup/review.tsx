import { useState } from "preact/hooks";
import type { FileDiff } from "../../../../edge/contracts/plant/config-edit.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { ConfigProblems } from "../../panels/config-problems.tsx";
import { pathOfText } from "./edit-values.ts";
import { partNames } from "./section-names.ts";
import {
  check,
  checked,
  discard,
  edits,
  enterAnew,
  failure,
  forgetCheck,
  isBusy,
  restart,
  restoring,
  save,
  saved,
  undo,
} from "./state.ts";

/** Problems that end when the secret is entered again. */
const SECRETS_ASKED: ReadonlySet<string> = new Set(["secret-kept", "secret-comes-back"]);

/** Changes that are not saved, their check, and what the last save needs. */
export function Review() {
  const count = edits.value.length;
  return (
    <section class="setup-review" aria-label={t("setup.changes")}>
      {count === 0 && restoring.value === null ? <Saved /> : <Pending count={count} />}
      {failure.value === null ? null : (
        <p class="failure" role="alert">
          {reasonInWords(failure.value.reason)}
        </p>
      )}
      <ConfigProblems list={checked.value?.problems ?? failure.value?.problems ?? []} />
      {checked.value === null ? null : (
        <>
          <AskedSecrets />
          <Effects />
        </>
      )}
    </section>
  );
}

/** Secrets that the change would send to another place than before. */
function AskedSecrets() {
  const asked = checked.value?.problems.filter(({ code }) => SECRETS_ASKED.has(code)) ?? [];
  return (
    <>
      {asked.map(({ path }) => (
        <label key={path} class="setup-label is-wide">
          {t("setup.secret-anew", { place: path })}
          <input
            type="password"
            autocomplete="new-password"
            onChange={(event) => enterAnew(pathOfText(path), event.currentTarget.value)}
          />
        </label>
      ))}
    </>
  );
}

function Pending({ count }: { readonly count: number }) {
  const version = restoring.value;
  return (
    <div class="setup-bar">
      <output class="setup-count">
        {version === null ? t("setup.pending", { count }) : t("setup.restoring", { id: version })}
      </output>
      {version === null ? (
        <>
          <button type="button" class="button small" disabled={isBusy.value} onClick={undo}>
            {t("setup.undo")}
          </button>
          <button type="button" class="button small" disabled={isBusy.value} onClick={discard}>
            {t("setup.discard")}
          </button>
        </>
      ) : (
        <button type="button" class="button small" disabled={isBusy.value} onClick={forgetCheck}>
          {t("alerts.cancel")}
        </button>
      )}
      <ActButton asks="configure" disabled={isBusy.value} onAct={() => void check(version)}>
        {t(isBusy.value ? "setup.checking" : "setup.check")}
      </ActButton>
    </div>
  );
}

/** The changed lines, what takes effect when, and the button that saves. */
function Effects() {
  const [note, setNote] = useState("");
  const answer = checked.value;
  if (answer === null) return null;
  const { diff, applied, restart: later, problems, warnings } = answer;
  return (
    <div class="setup-effects">
      {problems.length > 0 ? null : (
        <div class="setup-bar">
          <label class="setup-label is-wide">
            {t("setup.note")}
            <input type="text" maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </label>
          <ActButton asks="configure" class="button primary" disabled={isBusy.value} onAct={() => void save(note)}>
            {t("setup.save")}
          </ActButton>
        </div>
      )}
      {applied.length === 0 ? null : <p>{t("setup.applied", { parts: partNames(applied) })}</p>}
      {later.length === 0 ? null : <p>{t("settings.restart", { parts: partNames(later) })}</p>}
      {diff.map((file) => (
        <Difference key={file.file} file={file} />
      ))}
      {diff.length === 0 && problems.length === 0 ? <p class="card-note">{t("setup.no-difference")}</p> : null}
      {warnings.length === 0 ? null : <ConfigProblems list={warnings} />}
    </div>
  );
}

export function Difference({ file: { file, lines, isCut } }: { readonly file: FileDiff }) {
  return (
    <figure class="setup-diff">
      <figcaption>{file}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1) */}
      <pre tabIndex={0}>
        {lines.map(({ kind, line, text }, i) => (
          <span key={i} class={`diff-${kind}`}>
            {`${String(line).padStart(4)} ${kind === "added" ? "+" : kind === "removed" ? "−" : " "} ${text}\n`}
          </span>
        ))}
      </pre>
      {isCut ? <p class="card-note">{t("setup.diff-cut")}</p> : null}
    </figure>
  );
}

function Saved() {
  const last = saved.value;
  if (last === null) return null;
  return (
    <div class="setup-bar">
      <output class="setup-count">
        {last.files.length === 0 ? t("settings.saved") : t("setup.saved", { files: last.files.join(", ") })}{" "}
        {last.restart.length === 0 ? null : t("settings.restart", { parts: partNames(last.restart) })}
      </output>
      {last.restart.length === 0 ? null : (
        <ActButton asks="layout" class="button primary" disabled={isBusy.value} onAct={() => void restart()}>
          {t("setup.restart-now")}
        </ActButton>
      )}
    </div>
  );
}
