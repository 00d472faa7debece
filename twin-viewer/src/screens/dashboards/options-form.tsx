import { useState } from "preact/hooks";
import type { Panel, PanelScope } from "../../../../edge/contracts/dashboards/dashboard.ts";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { componentName } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { removePanel } from "./edit-grid.tsx";
import type { FieldProps, Patch } from "./field-props.ts";
import { MediumField } from "./medium-field.tsx";
import { hasNoScope, titleOf } from "./panel-frame.tsx";
import { DEFAULT_SECONDS } from "./panels/span-note.tsx";
import { assetsOf, choicesOf, type PanelContext, signalOf, signalsOf } from "./scope.ts";
import { changePanels } from "./state.ts";
import { TypedField } from "./typed-field.tsx";
import { choiceName } from "./variable-choice.tsx";
import { ViewField } from "./view-field.tsx";

const SPANS = [3600, 14_400, 28_800, 86_400, 604_800, 2_592_000] as const;

/** Kinds of panels that show a time of a given length. */
const SPANNED: ReadonlySet<Panel["kind"]> = new Set(["states", "pareto", "trend", "balance"]);

/** The options of a panel, by its kind. */
export function OptionsForm({ at, panel, context }: { at: number; panel: Panel; context: PanelContext }) {
  const patch = (values: Patch) =>
    changePanels((panels) => panels.map((one, i) => (i === at ? patched(one, values) : one)));
  const props = { panel, context, patch };
  return (
    <section class="dash-options" aria-label={t("dashboards.options")}>
      <h2>{titleOf(panel, context)}</h2>
      <Words label="dashboards.title" value={panel.title} onChange={(title) => patch({ title })} />
      {panel.kind === "text" ? (
        <Words label="dashboards.text" value={panel.text} onChange={(text) => patch({ text: text ?? panel.text })} />
      ) : null}
      {hasNoScope(panel) ? null : <ScopeField {...props} />}
      {panel.kind === "balance" ? <MediumField {...props} /> : null}
      {"signal" in panel ? <SignalField {...props} /> : null}
      {panel.kind === "table" || panel.kind === "trend" ? <SignalsField {...props} /> : null}
      {panel.kind === "trend" ? <ViewField {...props} /> : null}
      {SPANNED.has(panel.kind) ? <SpanField {...props} /> : null}
      {panel.kind === "gauge" ? <ScaleFields {...props} /> : null}
      <button type="button" class="button" onClick={() => removePanel(at)}>
        {t("dashboards.remove-panel")}
      </button>
    </section>
  );
}

function patched(panel: Panel, values: Patch): Panel {
  const next = Object.entries({ ...panel, ...values }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(next) as unknown as Panel;
}

/** A text in both languages; empty removes it. One language alone counts for both. */
export function Words({
  label,
  value,
  onChange,
}: {
  label: "dashboards.title" | "dashboards.text";
  value: LocalizedText | undefined;
  onChange: (value: LocalizedText | undefined) => void;
}) {
  const set = (key: "zh" | "en", text: string) => {
    const other = value?.[key === "zh" ? "en" : "zh"] ?? "";
    const isCopy = other === "" || other === value?.[key];
    if (text.trim() === "" && (isCopy || other === "")) onChange(undefined);
    else
      onChange({
        zh: other,
        en: other,
        ...(isCopy ? { zh: text, en: text } : {}),
        [key]: text.trim() === "" ? other : text,
      });
  };
  return (
    <>
      {(["en", "zh"] as const).map((key) => (
        <TypedField
          key={key}
          type="text"
          name={`${t(label)} (${t(`dashboards.in-${key}`)})`}
          value={value?.[key] ?? ""}
          onCommit={(text) => set(key, text)}
        />
      ))}
    </>
  );
}

/** Which assets: the dashboard's choice, an area, a kind, or one asset. */
function ScopeField({ panel, context, patch }: FieldProps) {
  const scope: PanelScope | undefined = "scope" in panel ? panel.scope : undefined;
  const value = scope === undefined ? "" : Object.entries(scope)[0]?.join(":");
  const groups = (["area", "kind", "asset"] as const).map((kind) => ({
    kind,
    choices: choicesOf(kind, context.index),
  }));
  return (
    <label class="dash-field">
      {t("dashboards.scope")}
      <select
        value={value}
        onChange={(event) => {
          const [kind, ...rest] = event.currentTarget.value.split(":");
          patch({ scope: kind === undefined || kind === "" ? undefined : { [kind]: rest.join(":") } });
        }}
      >
        <option value="">
          {t(context.dashboard.variable === undefined ? "dashboards.whole" : "dashboards.by-variable")}
        </option>
        {groups.map(({ kind, choices }) => (
          <optgroup key={kind} label={t(`dashboards.${kind}`)}>
            {choices.map((one) => (
              <option key={one} value={`${kind}:${one}`}>
                {choiceName(kind, one, context.index)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

/** Signals that the assets have; text search by the browser's list. */
function signalChoices({ panel, context }: Pick<FieldProps, "panel" | "context">) {
  return signalsOf(assetsOf(panel, context), context.index).map((tag) => ({
    signal: signalOf(tag),
    name: tag.component === "" ? local(tag.name) : `${componentName(tag.component)} · ${local(tag.name)}`,
  }));
}

function SignalField(props: FieldProps) {
  const { panel, patch } = props;
  const value = "signal" in panel ? panel.signal : "";
  const choices = signalChoices(props);
  return (
    <label class="dash-field">
      {t("dashboards.signal")}
      <select value={value} onChange={(event) => patch({ signal: event.currentTarget.value })}>
        {choices.some(({ signal }) => signal === value) ? null : <option value={value}>{value}</option>}
        {choices.map(({ signal, name }) => (
          <option key={signal} value={signal}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const MOST_SIGNALS = 12;

function SignalsField(props: FieldProps) {
  const { panel, patch } = props;
  const value: readonly string[] = "signals" in panel ? (panel.signals ?? []) : [];
  const choices = signalChoices(props);
  const nameOf = (signal: string) => choices.find((one) => one.signal === signal)?.name ?? signal;
  const [added, setAdded] = useState("");
  const set = (signals: readonly string[]) =>
    patch({ signals: signals.length === 0 ? undefined : signals, view: undefined });
  return (
    <fieldset class="dash-field">
      <legend>{t("dashboards.signals")}</legend>
      <ul>
        {value.map((signal) => (
          <li key={signal} class="dash-chip">
            {nameOf(signal)}
            {value.length === 1 ? null : (
              <button
                type="button"
                class="button small icon"
                aria-label={t("dashboards.remove-signal", { name: nameOf(signal) })}
                onClick={() => set(value.filter((one) => one !== signal))}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      <select
        aria-label={t("dashboards.add-signal")}
        value={added}
        disabled={value.length >= MOST_SIGNALS}
        onChange={(event) => {
          const signal = event.currentTarget.value;
          setAdded("");
          if (signal !== "" && !value.includes(signal)) set([...value, signal]);
        }}
      >
        <option value="">{t("dashboards.add-signal")}</option>
        {choices
          .filter(({ signal }) => !value.includes(signal))
          .map(({ signal, name }) => (
            <option key={signal} value={signal}>
              {name}
            </option>
          ))}
      </select>
    </fieldset>
  );
}

function SpanField({ panel, patch }: FieldProps) {
  if ("view" in panel && panel.view !== undefined) return null;
  const value = ("seconds" in panel ? panel.seconds : undefined) ?? DEFAULT_SECONDS;
  const choices: readonly number[] = SPANS.some((one) => one === value) ? SPANS : [...SPANS, value];
  return (
    <label class="dash-field">
      {t("dashboards.time")}
      <select value={value} onChange={(event) => patch({ seconds: Number(event.currentTarget.value) })}>
        {choices.map((one) => (
          <option key={one} value={one}>
            {one < 172_800 ? t("dashboards.hours", { n: one / 3600 }) : t("dashboards.days", { n: one / 86_400 })}
          </option>
        ))}
      </select>
    </label>
  );
}

function ScaleFields({ panel, patch }: FieldProps) {
  if (panel.kind !== "gauge") return null;
  return (
    <>
      {(["min", "max"] as const).map((key) => (
        <TypedField
          key={key}
          type="number"
          name={t(`dashboards.${key}`)}
          value={panel[key] === undefined ? "" : String(panel[key])}
          hint={t("dashboards.by-range")}
          onCommit={(text) => patch({ [key]: text === "" ? undefined : Number(text) })}
        />
      ))}
    </>
  );
}
