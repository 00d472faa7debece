/** Which components explain what others show (rules HB10 and HB11 in docs/rules/health-book.md). */
import type { ComponentHealth } from "./component-health.ts";

/** Whether another component of the asset explains what this one shows. */
export function isExplained(component: ComponentHealth, components: readonly ComponentHealth[]): boolean {
  const { path } = component;
  if (components.some((one) => one.path !== path && one.isSpokenAbout && isPartOf(one.path, path))) return true;
  const { effectOf } = component.suspected ?? {};
  if (effectOf === undefined) return false;
  return components.some((one) => one.path !== path && effectOf.includes(one.suspected?.kind ?? ""));
}

/** Whether a component is this one, or below it. */
export function isPartOf(component: string, whole: string): boolean {
  return component === whole || component.startsWith(`${whole}/`);
}
