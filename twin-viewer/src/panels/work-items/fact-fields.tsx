import { componentAt, componentsOf, eachComponent } from "../../../../edge/contracts/plant/components.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import type { Verdict, WorkActAsked, WorkItemAnswer } from "../../data/maintenance-api.ts";
import { liveNowMs } from "../../data/signals.ts";
import type { ActForm } from "../../data/work-board.ts";
import { local, t } from "../../i18n/language.ts";
import { Field } from "./field.tsx";
import { FoundKindField } from "./found-kind-field.tsx";
import { PartsField, type UsedPart } from "./parts-field.tsx";

const HOUR_MS = 3_600_000;
/** Hours in which planned work may be due. */
const DUE_H = [4, 8, 24, 72, 168, 720] as const;
const GRADES = [1, 2, 3, 4] as const;
const VERDICTS: readonly Verdict[] = ["right", "wrong", "not-useful"];

/** The facts of an act as the dialog holds them. */
export interface Filled {
  readonly assignee: string;
  readonly dueH: number;
  readonly grade: number;
  readonly note: string;
  readonly done: string;
  readonly found: string;
  readonly verdict: string;
  readonly foundKind: string;
  readonly replaced: string;
  /** Spare parts that were used; one that is not chosen yet has an empty part number. */
  readonly parts: readonly UsedPart[];
}

type FieldName = ActForm["fields"][number];

/** The facts of an act as the API takes them; blank ones are left out. */
export function factsOf(
  filled: Filled,
  fields: readonly FieldName[],
  nowMs: number,
): Omit<WorkActAsked, "actUid" | "kind"> {
  const has = (field: FieldName) => fields.includes(field);
  const text = (field: "assignee" | "note" | "done" | "found") => {
    const said = filled[field].trim();
    return has(field) && said !== "" ? { [field]: said } : {};
  };
  const parts = filled.parts.filter(({ part }) => part !== "");
  return {
    ...text("assignee"),
    ...text("note"),
    ...text("done"),
    ...text("found"),
    ...(has("due") ? { due: new Date(nowMs + filled.dueH * HOUR_MS).toISOString() } : {}),
    ...(has("grade") ? { grade: filled.grade } : {}),
    ...(has("verdict") && filled.verdict !== "" ? { verdict: filled.verdict as Verdict } : {}),
    ...(has("foundKind") && filled.foundKind !== "" ? { foundKind: filled.foundKind } : {}),
    ...(has("replaced") && filled.replaced !== "" ? { replaced: [filled.replaced] } : {}),
    ...(has("parts") && parts.length > 0 ? { parts } : {}),
  };
}

interface FactFieldProps {
  readonly field: FieldName;
  readonly item: WorkItemAnswer;
  readonly filled: Filled;
  readonly onSet: (part: Partial<Filled>) => void;
}

/** The control of one fact. */
export function FactField({ field, item, filled, onSet }: FactFieldProps) {
  switch (field) {
    case "assignee":
      return (
        <Field name={t("work.assignee")}>
          {(id) => (
            <input
              id={id}
              type="text"
              required
              maxLength={200}
              value={filled.assignee}
              onInput={(event) => onSet({ assignee: event.currentTarget.value })}
            />
          )}
        </Field>
      );
    case "due":
      return <DueField filled={filled} onSet={onSet} />;
    case "grade":
      return (
        <Field name={t("work.grade")}>
          {(id) => (
            <select
              id={id}
              value={String(filled.grade)}
              onChange={(event) => onSet({ grade: Number(event.currentTarget.value) })}
            >
              {GRADES.map((grade) => (
                <option key={grade} value={String(grade)}>
                  {t(`work.grade-${grade}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case "verdict":
      return item.causeKind === "alert" || item.causeKind === "recommendation" ? (
        <VerdictField item={item} filled={filled} onSet={onSet} />
      ) : null;
    case "foundKind":
      return item.causeKind === "alert" ? (
        <FoundKindField item={item} value={filled.foundKind} onSet={(foundKind) => onSet({ foundKind })} />
      ) : null;
    case "replaced":
      return <ReplacedField item={item} filled={filled} onSet={onSet} />;
    case "parts":
      return <PartsField item={item} parts={filled.parts} onSet={(parts) => onSet({ parts })} />;
    default:
      return (
        <Field name={t(`work.${field}`)}>
          {(id) => (
            <textarea
              id={id}
              rows={3}
              maxLength={2000}
              value={filled[field]}
              onInput={(event) => onSet({ [field]: event.currentTarget.value })}
            />
          )}
        </Field>
      );
  }
}

/** A span and not a clock time: people plan "by tomorrow", and the browser's time zone need not be the site's. */
function DueField({ filled, onSet }: Pick<FactFieldProps, "filled" | "onSet">) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <Field name={t("work.due-in")}>
      {(id) => (
        <select
          id={id}
          value={String(filled.dueH)}
          onChange={(event) => onSet({ dueH: Number(event.currentTarget.value) })}
        >
          {DUE_H.map((hours) => (
            <option key={hours} value={String(hours)}>
              {hours < 72 ? t("age.h", { n: hours }) : t("age.d", { n: hours / 24 })} ·{" "}
              {formatMoment(liveNowMs() + hours * HOUR_MS, zone)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function VerdictField({ item, filled, onSet }: Pick<FactFieldProps, "item" | "filled" | "onSet">) {
  return (
    <Field name={t(item.causeKind === "recommendation" ? "work.verdict-advice" : "work.verdict")}>
      {(id) => (
        <select id={id} value={filled.verdict} onChange={(event) => onSet({ verdict: event.currentTarget.value })}>
          <option value="">{t("work.verdict-none")}</option>
          {VERDICTS.map((verdict) => (
            <option key={verdict} value={verdict}>
              {t(`work.verdict-${verdict}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Components of the asset; the item's own first. What is named here begins a new life. */
function ReplacedField({ item, filled, onSet }: Omit<FactFieldProps, "field">) {
  const index = usePlant();
  const asset = index?.asset(item.assetUid);
  if (index === null || asset === undefined) return null;
  const tree = componentsOf(asset, { plant: index.plant, ofAsset: index.tagsOf.bind(index) });
  const own = item.component === null ? undefined : componentAt(tree, item.component);
  const all = [...eachComponent(tree)];
  const sorted = own === undefined ? all : [own, ...all.filter((one) => one !== own)];
  // Health also watches components that only tags name.
  const named = item.component !== null && own?.path !== item.component ? item.component : null;
  const isNamed = index.tagsOf(item.assetUid).some(({ component }) => component === named);
  if (sorted.length === 0 && !isNamed) return null;
  return (
    <Field name={t("work.replaced")}>
      {(id) => (
        <select id={id} value={filled.replaced} onChange={(event) => onSet({ replaced: event.currentTarget.value })}>
          <option value="">{t("work.replaced-none")}</option>
          {named !== null && isNamed && <option value={named}>{named}</option>}
          {sorted.map(({ path, name }) => (
            <option key={path} value={path}>
              {local(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
