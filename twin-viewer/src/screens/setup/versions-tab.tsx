import { useState } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { useAnswer } from "../settings/use-answer.ts";
import { fetchVersion, fetchVersions, type VersionAnswer } from "./config-api.ts";
import { PromoteBar } from "./promote/promote-bar.tsx";
import { ProposalView } from "./promote/proposal-view.tsx";
import { proposal } from "./promote/state.ts";
import { Difference } from "./review.tsx";
import { check, edits, isBusy, tree } from "./state.ts";

/** Every save with its author, its difference, and the way back. */
export function VersionsTab() {
  // Read again after each save.
  return <Versions key={tree.value?.revision ?? ""} />;
}

function Versions() {
  const versions = useAnswer(fetchVersions);
  const [opened, setOpened] = useState<number | null>(null);
  if (versions.failure !== null) return <p class="failure">{versions.failure}</p>;
  if (versions.value === null) return <p class="empty">{t("app.loading")}</p>;
  if (proposal.value !== null) return <ProposalView found={proposal.value} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-versions" tabIndex={0} aria-label={t("setup.tab-versions")}>
      <PromoteBar versions={versions.value} />
      {versions.value.length === 0 ? (
        <p class="empty">{t("setup.no-versions")}</p>
      ) : (
        <Table versions={versions.value} opened={opened} onOpen={setOpened} />
      )}
      {opened === null ? null : <Opened key={opened} id={opened} />}
    </section>
  );
}

interface TableProps {
  /** Newest first. */
  readonly versions: readonly VersionAnswer[];
  readonly opened: number | null;
  readonly onOpen: (id: number | null) => void;
}

function Table({ versions, opened, onOpen }: TableProps) {
  const [newest] = versions;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t("setup.version")}</th>
          <th>{t("setup.when")}</th>
          <th>{t("setup.who")}</th>
          <th>{t("setup.what")}</th>
          <th class="wide">{t("setup.files")}</th>
          <th>
            <span class="visually-hidden">{t("alerts.column-actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map((one) => (
          <Row
            key={one.id}
            one={one}
            isNewest={one.id === newest?.id}
            isOpen={one.id === opened}
            onToggle={() => onOpen(opened === one.id ? null : one.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly one: VersionAnswer;
  readonly isNewest: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** The newest one is undone; the state after an older one comes back. */
function Row({ one: { id, at, by, kind, note, files, origin }, isNewest, isOpen, onToggle }: RowProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const isBlocked = isBusy.value || edits.value.length > 0;
  return (
    <tr class={isOpen ? "is-selected" : ""}>
      <td>{id}</td>
      <td>
        <time>{formatMoment(Date.parse(at ?? ""), zone)}</time>
      </td>
      <td>{by}</td>
      <td>
        {t(`setup.kind-${kind}`)}
        {origin === undefined ? "" : ` · ${t("setup.from-plant", { plant: origin.plant, by: origin.by })}`}
        {note === "" ? "" : ` · ${note}`}
      </td>
      <td class="wide">{files.join(", ")}</td>
      <td class="table-actions">
        <button type="button" class="button small" aria-expanded={isOpen} onClick={onToggle}>
          {t("setup.show-difference")}
        </button>
        <ActButton
          asks="configure"
          disabled={isBlocked}
          name={t(isNewest ? "setup.undo-version" : "setup.restore-version", { id })}
          onAct={() => void check(isNewest ? id - 1 : id)}
        >
          {t(isNewest ? "setup.undo" : "setup.restore")}
        </ActButton>
      </td>
    </tr>
  );
}

function Opened({ id }: { readonly id: number }) {
  const version = useAnswer(() => fetchVersion(id));
  if (version.failure !== null) return <p class="failure">{version.failure}</p>;
  return (
    <>
      {version.value?.diff.map((file) => (
        <Difference key={file.file} file={file} />
      ))}
    </>
  );
}
