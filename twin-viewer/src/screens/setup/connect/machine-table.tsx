import { useState } from "preact/hooks";
import type { ChosenMachine } from "../../../../../edge/contracts/plant/connect-plan.ts";
import { isKnownKind, KNOWN_KINDS } from "../../../../../edge/contracts/plant/kinds.ts";
import { t } from "../../../i18n/language.ts";
import { changeMachine, machines, types } from "./state.ts";
import { TypeTags } from "./type-tags.tsx";

/** Machines of a server that are drawn. */
const MOST_MACHINES = 200;

/** The found machines: taken or not, with the kind, the name and the tags that the person wants. */
export function MachineTable() {
  const list = machines.value.slice(0, MOST_MACHINES);
  const only = list.length === 1 ? list[0] : undefined;
  // A single machine is what the person came for.
  const [opened, setOpened] = useState<string | null>(only === undefined ? null : only.type);
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
  const { uid, label, name, kind, about, address, isTaken, type } = machine;
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
      <td class="wide" title={Object.values(address).join(" ")}>
        {about === "" ? Object.values(address).join(" ") : about}
      </td>
      <td>
        <button type="button" class="button small" aria-expanded={isOpen} onClick={onTags}>
          {t("setup.count-tags", { count })}
        </button>
      </td>
    </tr>
  );
}
