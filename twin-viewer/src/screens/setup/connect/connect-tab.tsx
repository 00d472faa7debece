import { leftOutReason } from "../../../../../edge/contracts/words/left-out.ts";
import { screen } from "../../../data/signals.ts";
import { language } from "../../../i18n/chosen.ts";
import { t } from "../../../i18n/language.ts";
import { reasonInWords } from "../../../i18n/reasons.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { checkEdits, isBusy, section, tab } from "../state.ts";
import { AddressForm } from "./address-form.tsx";
import { BlockNumbers } from "./block-numbers.tsx";
import { LiveCard } from "./live-card.tsx";
import { MachineTable } from "./machine-table.tsx";
import { OtherSource } from "./other-source.tsx";
import { connected, found, look, lookFailure, machines, plannedEdits, thumbprint } from "./state.ts";
import { TrustCard } from "./trust-card.tsx";

/** From the address of a server to live machines on the floor, step by step. */
export function ConnectTab() {
  const taken = machines.value.filter(({ isTaken }) => isTaken);
  const keep = (): void => {
    connected.value = taken.map(({ uid }) => uid);
    void checkEdits(plannedEdits.value);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-connect" tabIndex={0} aria-label={t("setup.tab-connect")}>
      <AddressForm />
      <OtherSource />
      {lookFailure.value === null ? null : (
        <p class="failure" role="alert">
          {reasonInWords(lookFailure.value)}
        </p>
      )}
      {found.value?.reason == null ? null : (
        <p class="failure" role="alert">
          {reasonInWords(found.value.reason)}
        </p>
      )}
      {thumbprint.value === "" ? null : <TrustCard thumbprint={thumbprint.value} onTrusted={() => void look()} />}
      {found.value?.proposal == null ? null : (
        <>
          <h2>{t("setup.step-machines")}</h2>
          <p class="card-note">
            {[
              t("setup.found", { count: machines.value.length }),
              found.value.product ?? "",
              found.value.leftOut === 0 ? "" : t("setup.left-out", { count: found.value.leftOut }),
            ]
              .filter((part) => part !== "")
              .join(" · ")}
          </p>
          <Notes notes={found.value.notes} />
          <BlockNumbers names={found.value.unnumbered} />
          <MachineTable />
          <p>
            <ActButton
              asks="configure"
              class="button primary"
              disabled={isBusy.value || taken.length === 0}
              onAct={keep}
            >
              {t("setup.add-machines", { count: taken.length })}
            </ActButton>
          </p>
        </>
      )}
      {connected.value.length === 0 ? null : <LiveCard />}
      <NextSteps />
    </section>
  );
}

/** What is left out, and why. */
function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <details class="setup-notes">
      <summary>{t("setup.notes")}</summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{leftOutReason(note, language.value)}</li>
        ))}
      </ul>
    </details>
  );
}

/** What follows a connection: limits, a channel, places on the floor. */
function NextSteps() {
  return (
    <>
      <h2>{t("setup.next")}</h2>
      <p class="setup-row">
        <button type="button" class="button small" onClick={() => (tab.value = "tags")}>
          {t("setup.next-limits")}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => {
            section.value = "notify";
            tab.value = "sections";
          }}
        >
          {t("setup.next-channel")}
        </button>
        <button type="button" class="button small" onClick={() => (screen.value = "settings")}>
          {t("setup.next-test")}
        </button>
        <button type="button" class="button small" onClick={() => (screen.value = "layout")}>
          {t("first.place")}
        </button>
      </p>
    </>
  );
}
