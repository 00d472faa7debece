import { useState } from "preact/hooks";
import type { ChosenMachine } from "../../../../../edge/contracts/plant/connect-plan.ts";
import { isKnownKind, KNOWN_KINDS } from "../../../../../edge/contracts/plant/kinds.ts";
import { t } from "../../../i18n/language.ts";
import { changeMachine, changeTag, machines, types } from "./state.ts";

/** Machines of a server that are drawn. */
const MOST_MACHINES = 200;
const MOST_TAGS = 200;

/** The found machines: taken or not, with the kind, the name and the tags that the person wants. */
export function MachineTable() {
  const [opened, setOpened] = useState<string | null>(null);
  const list = machines.value.slice(0, MOST_MACHINES);
  return (
    <>
      <table class="table setup-machines">
        <thead>
          <tr>
            <th>{t("setup.take")}</th>
            <th>{t("setup.label")}</th>
            <th>{t("setup.in-zh")}</th>
            <th>{t("setup.in-en")}</th>
            <th>{t("setup.kind")}</th>
            <th class="wide">{t("setup.recognised")}</th>
            <th>{t("setup.tags")}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((machine) => (
            <Row
              key={machine.uid}
              machine={machine}
              isOpen={opened === machine.type}
              onTags={() => setOpened(opened === machine.type ? null : machine.type)}
            />
          ))}
        </tbody>
      </table>
      {opened === null ? null : <TypeTags key={opened} type={opened} />}
    </>
  );
}

function Row({
  machine,
  isOpen,
  onTags,
}: {
  readonly machine: ChosenMachine;
  readonly isOpen: boolean;
  readonly onTags: () => void;
}) {
  const { uid, label, name, kind, models, root, isTaken, type } = machine;
  const count = types.value.find((one) => one.name === type)?.tags.length ?? 0;
  return (
    <tr class={isTaken ? "" : "is-left-out"}>
      <td>
        <input
          type="checkbox"
          aria-label={t("setup.choose", { name: label })}
          checked={isTaken}
          onChange={(event) => changeMachine(uid, { isTaken: event.currentTarget.checked })}
        />
      </td>
      <td>
        <input
          class="setup-short"
          type="text"
          aria-label={`${t("setup.label")}: ${label}`}
          value={label}
          onChange={(event) => changeMachine(uid, { label: event.currentTarget.value.trim() || label })}
        />
      </td>
      {(["zh", "en"] as const).map((language) => (
        <td key={language}>
          <input
            type="text"
            aria-label={`${t(`setup.in-${language}`)}: ${label}`}
            value={name[language]}
            onChange={(event) => changeMachine(uid, { name: { ...name, [language]: event.currentTarget.value } })}
          />
        </td>
      ))}
      <td>
        <select
          aria-label={`${t("setup.kind")}: ${label}`}
          value={kind}
          onChange={(event) => changeMachine(uid, { kind: event.currentTarget.value })}
        >
          {(isKnownKind(kind) ? KNOWN_KINDS : [kind, ...KNOWN_KINDS]).map((one) => (
            <option key={one} value={one}>
              {isKnownKind(one) ? t(`kind.${one}`) : one}
            </option>
          ))}
        </select>
      </td>
      <td class="wide" title={root}>
        {models.length === 0 ? t("setup.by-folder") : models.join(", ")}
      </td>
      <td>
        <button type="button" class="button small" aria-expanded={isOpen} onClick={onTags}>
          {t("setup.count-tags", { count })}
        </button>
      </td>
    </tr>
  );
}

/** The tags of a type: taken or not, with name and unit. Machines of one type share them. */
function TypeTags({ type }: { readonly type: string }) {
  const tags = types.value.find((one) => one.name === type)?.tags ?? [];
  return (
    <fieldset class="setup-group">
      <legend>{t("setup.tags-of", { name: type })}</legend>
      <table class="table">
        <thead>
          <tr>
            <th>{t("setup.signal")}</th>
            <th>{t("setup.in-zh")}</th>
            <th>{t("setup.in-en")}</th>
            <th>{t("setup.unit")}</th>
            <th class="wide">{t("setup.states")}</th>
            <th>
              <span class="visually-hidden">{t("alerts.column-actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tags.slice(0, MOST_TAGS).map((tag, i) => {
            const signal = tag.component === undefined ? tag.signal : `${tag.component}/${tag.signal}`;
            return (
              <tr key={signal}>
                <td>{signal}</td>
                {(["zh", "en"] as const).map((language) => (
                  <td key={language}>
                    <input
                      type="text"
                      aria-label={`${t(`setup.in-${language}`)}: ${signal}`}
                      value={tag.name[language]}
                      onChange={(event) =>
                        changeTag(type, i, { name: { ...tag.name, [language]: event.currentTarget.value } })
                      }
                    />
                  </td>
                ))}
                <td>
                  {tag.type === "number" ? (
                    <input
                      class="setup-short"
                      type="text"
                      aria-label={`${t("setup.unit")}: ${signal}`}
                      value={tag.unit ?? ""}
                      onChange={(event) => changeTag(type, i, { unit: event.currentTarget.value.trim() })}
                    />
                  ) : null}
                </td>
                <td class="wide">{tag.labels?.map(({ value, en }) => `${value} ${en}`).join(" · ") ?? ""}</td>
                <td class="table-actions">
                  <button
                    type="button"
                    class="button small icon"
                    aria-label={t("setup.remove", { name: signal })}
                    onClick={() => changeTag(type, i, null)}
                  >
                    ×
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {tags.length > MOST_TAGS ? (
        <p class="card-note">{t("setup.more-items", { shown: MOST_TAGS, count: tags.length })}</p>
      ) : null}
    </fieldset>
  );
}
