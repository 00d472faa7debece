import { useState } from "preact/hooks";
import { t } from "../../../i18n/language.ts";
import { FileButton } from "../../../panels/file-button.tsx";
import {
  addFiles,
  chooseFamily,
  FAMILIES,
  type Family,
  family,
  host,
  localTsap,
  pastedText,
  programFiles,
  rack,
  remoteTsap,
  removeExport,
  slot,
  takePasted,
} from "./controller.ts";
import { TextField } from "./text-field.tsx";

const EXAMPLE = "192.168.0.10";

/** Where an S7 controller is, and the exports of its program. */
export function ControllerForm() {
  return (
    <>
      <div class="setup-row">
        <TextField of={host} label={t("setup.controller")} isWide placeholder={EXAMPLE} />
        <label class="setup-label">
          {t("setup.family")}
          <select value={family.value} onChange={(event) => chooseFamily(event.currentTarget.value as Family)}>
            {(Object.keys(FAMILIES) as Family[]).map((one) => (
              <option key={one} value={one}>
                {t(`setup.family-${one}`)}
              </option>
            ))}
          </select>
        </label>
        {FAMILIES[family.value] === undefined ? (
          <>
            <TextField of={localTsap} label={t("setup.tsap-local")} isShort />
            <TextField of={remoteTsap} label={t("setup.tsap-remote")} isShort />
          </>
        ) : (
          <>
            <NumberField of={rack} label={t("setup.rack")} most={7} />
            <NumberField of={slot} label={t("setup.slot")} most={31} />
          </>
        )}
      </div>
      <Exports />
    </>
  );
}

function NumberField({ of, label, most }: { readonly of: typeof rack; readonly label: string; readonly most: number }) {
  return (
    <label class="setup-label">
      {label}
      <input
        class="setup-short"
        type="number"
        min={0}
        max={most}
        value={of.value}
        onChange={(event) => {
          const next = event.currentTarget.valueAsNumber;
          if (Number.isInteger(next) && next >= 0 && next <= most) of.value = next;
        }}
      />
    </label>
  );
}

/** Files are dropped, chosen or pasted. */
function Exports() {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void addFiles([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    <fieldset
      class={`setup-group setup-drop${isOver ? " is-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <legend>{t("setup.exports")}</legend>
      <p class="setup-help">{t("setup.exports-about")}</p>
      <div class="setup-row">
        <FileButton
          accept=".sdf,.asc,.xml,.csv,.db,.awl,.udt,.scl"
          isBlocked={false}
          onFile={(file) => void addFiles([file])}
        >
          {t("setup.choose-file")}
        </FileButton>
        <label class="setup-label is-wide">
          {t("setup.paste")}
          <textarea
            rows={2}
            spellcheck={false}
            value={pastedText.value}
            onInput={(event) => (pastedText.value = event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          class="button small"
          disabled={pastedText.value.trim() === ""}
          onClick={() => takePasted((number) => t("setup.pasted", { number }))}
        >
          {t("setup.add")}
        </button>
      </div>
      {programFiles.value.length === 0 ? null : (
        <ul class="setup-exports">
          {programFiles.value.map(({ name }) => (
            <li key={name}>
              {name}
              <button
                type="button"
                class="button small icon"
                aria-label={t("setup.remove", { name })}
                onClick={() => removeExport(name)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
