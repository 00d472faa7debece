import { useState } from "preact/hooks";
import type { ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import { canBeState, stateMapOf } from "../../../../../edge/contracts/plant/state-map.ts";
import { local, t } from "../../../i18n/language.ts";
import { changeTag, types } from "./state.ts";
import { StateMapForm } from "./state-map.tsx";

/** Tags of a type that are drawn. */
const MOST_TAGS = 200;
const COLUMNS = 6;

/** The tags of a type: taken or not, with name, unit and states. Machines of one type share them. */
export function TypeTags({ type }: { readonly type: string }) {
  const [opened, setOpened] = useState<string | null>(null);
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
            const signal = pathOf(tag);
            const isOpen = opened === signal;
            return (
              <Tag
                key={signal}
                {...{ type, tag, isOpen }}
                index={i}
                onStates={() => setOpened(isOpen ? null : signal)}
              />
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

interface TagProps {
  readonly type: string;
  readonly tag: ProposedTag;
  readonly index: number;
  readonly isOpen: boolean;
  readonly onStates: () => void;
}

function Tag({ type, tag, index, isOpen, onStates }: TagProps) {
  const signal = pathOf(tag);
  return (
    <>
      <tr>
        <td>{signal}</td>
        {(["zh", "en"] as const).map((language) => (
          <td key={language}>
            <input
              type="text"
              aria-label={`${t(`setup.in-${language}`)}: ${signal}`}
              value={tag.name[language]}
              onChange={(event) =>
                changeTag(type, index, { name: { ...tag.name, [language]: event.currentTarget.value } })
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
              onChange={(event) => changeTag(type, index, { unit: event.currentTarget.value.trim() })}
            />
          ) : null}
        </td>
        <td class="wide">
          {canBeState(tag) ? (
            <button
              type="button"
              class="button small"
              aria-expanded={isOpen}
              aria-label={`${t("setup.states")}: ${signal}`}
              onClick={onStates}
            >
              {t(stateMapOf(tag) === undefined ? "setup.states-of" : "setup.states-set")}
            </button>
          ) : null}{" "}
          {tag.labels?.map((label) => `${label.value} ${local(label)}`).join(" · ") ?? ""}
        </td>
        <td class="table-actions">
          <button
            type="button"
            class="button small icon"
            aria-label={t("setup.remove", { name: signal })}
            onClick={() => changeTag(type, index, null)}
          >
            ×
          </button>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={COLUMNS}>
            <StateMapForm type={type} index={index} tag={tag} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function pathOf({ component, signal }: ProposedTag): string {
  return component === undefined ? signal : `${component}/${signal}`;
}
