import { useState } from "preact/hooks";
import type { ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import { canBeState, stateMapOf } from "../../../../../edge/contracts/plant/state-map.ts";
import { local, t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import type { ValueAnswer } from "../config-api.ts";
import { AddTag } from "./add-tag.tsx";
import { changeTag, found, machines, password, types } from "./state.ts";
import { StateMapForm } from "./state-map.tsx";
import { placeText, TagValue } from "./tag-value.tsx";
import { isReading, readFailure, readValues, valueKey, values } from "./tag-values.ts";

/** Tags of a type that are drawn. */
const MOST_TAGS = 200;
const COLUMNS = 8;

/** The tags of a type: taken or not, with name, unit and states. Machines of one type share them. */
export function TypeTags({ type }: { readonly type: string }) {
  const [opened, setOpened] = useState<string | null>(null);
  const tags = types.value.find((one) => one.name === type)?.tags ?? [];
  const proposal = found.value?.proposal;
  const machine = machines.value.find((one) => one.type === type && one.isTaken) ?? machines.value[0];
  if (proposal == null || machine === undefined) return null;
  return (
    <fieldset class="setup-group">
      <legend>{t("setup.tags-of", { name: type })}</legend>
      <p class="setup-row">
        <ActButton
          asks="discover"
          class="button small"
          disabled={isReading.value || tags.length === 0}
          onAct={() => void readValues(proposal, machine, { tags, password: password.value })}
        >
          {t(isReading.value ? "setup.reading" : "setup.read-values", { name: machine.label })}
        </ActButton>
        {readFailure.value === null ? null : (
          <span class="failure" role="alert">
            {reasonInWords(readFailure.value)}
          </span>
        )}
      </p>
      {proposal.source.kind === "s7" ? <AddTag type={type} taken={tags} /> : null}
      <table class="table setup-proposed">
        <thead>
          <tr>
            <th>{t("setup.signal")}</th>
            <th>{t("setup.value-now")}</th>
            <th>{t("setup.in-zh")}</th>
            <th>{t("setup.in-en")}</th>
            <th>{t("setup.unit")}</th>
            <th class="wide">{t("setup.plc-address")}</th>
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
                value={values.value.get(valueKey(machine, tag))}
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
  readonly value: ValueAnswer | undefined;
}

function Tag({ type, tag, index, isOpen, onStates, value }: TagProps) {
  const signal = pathOf(tag);
  return (
    <>
      <tr>
        <td>{signal}</td>
        <td class="setup-value">{value === undefined ? null : <TagValue tag={tag} answer={value} />}</td>
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
        <td class="wide setup-place">{placeText(tag)}</td>
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
